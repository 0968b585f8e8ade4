package dev.eventgateway.function;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.eventgateway.event.Authorization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The JSON object by which an authorizer lets an event pass. In doubt it does not. */
final class AuthorizerObject {

    /** What is let pass goes with every event of the sender, and is kept while it is cached. */
    static final int MAX_BYTES = 16 * 1024;

    private static final String WHAT = "authorizer's answer";

    private AuthorizerObject() {}

    /** {@return what the answer says about the sender; empty if it denies} */
    static Optional<Authorization> parse(byte[] payload) {
        if (payload.length > MAX_BYTES) {
            throw malformed("larger than " + MAX_BYTES + " bytes");
        }
        JsonElement json = AnswerJson.parse(payload, WHAT);
        if (json.isJsonNull()) {
            return Optional.empty();
        }
        JsonObject answer = object(json, "the answer");
        JsonElement granted = field(answer, "authorization");
        return field(answer, "error").isJsonNull() && !granted.isJsonNull()
                ? authorization(object(granted, "\"authorization\""))
                : Optional.empty();
    }

    private static Optional<Authorization> authorization(JsonObject granted) {
        JsonElement principal = field(granted, "principalId");
        if (principal.isJsonNull() || text(principal, "principalId").isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Authorization(text(principal, "principalId"), context(granted)));
        } catch (IllegalArgumentException unfit) {
            throw malformed(String.valueOf(unfit.getMessage()));
        }
    }

    private static Map<String, String> context(JsonObject granted) {
        JsonElement given = field(granted, "context");
        Map<String, String> context = new LinkedHashMap<>();
        if (!given.isJsonNull()) {
            object(given, "\"context\"").asMap().forEach((name, value) -> context.put(name, text(value, "context")));
        }
        return context;
    }

    /** {@return the field, JSON null if it is not there; one that is there twice in other letters is not for guessing} */
    private static JsonElement field(JsonObject object, String name) {
        List<JsonElement> found = object.entrySet().stream()
                .filter(field -> field.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
        if (found.size() > 1) {
            throw malformed("\"" + name + "\" is there more than once");
        }
        return found.isEmpty() ? JsonNull.INSTANCE : found.get(0);
    }

    private static JsonObject object(JsonElement value, String what) {
        if (!value.isJsonObject()) {
            throw malformed(what + " is no object");
        }
        return value.getAsJsonObject();
    }

    private static String text(JsonElement value, String name) {
        if (value instanceof JsonPrimitive text && text.isString()) {
            return text.getAsString();
        }
        throw malformed("\"" + name + "\" holds what is no string");
    }

    private static FunctionException malformed(String reason) {
        return AnswerJson.malformed(WHAT, reason);
    }
}
