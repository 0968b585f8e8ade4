package dev.eventgateway.function;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The JSON object by which a synchronous function says what the sender gets. Field names match without regard to case. */
final class ResponseObject {

    private static final int LOWEST_STATUS = 200;
    private static final int HIGHEST_STATUS = 599;

    private static final String WHAT = "HTTP response object";

    private final JsonObject fields;

    private ResponseObject(JsonObject fields) {
        this.fields = fields;
    }

    static GatewayReply parse(byte[] payload) {
        JsonElement json = AnswerJson.parse(payload, WHAT);
        if (json.isJsonNull()) {
            return new GatewayReply(LOWEST_STATUS, Headers.none(), new byte[0]);
        }
        if (!json.isJsonObject()) {
            throw malformed("expected a JSON object");
        }
        return new ResponseObject(json.getAsJsonObject()).reply();
    }

    private GatewayReply reply() {
        boolean base64 = isBase64();
        byte[] body = body(base64);
        Headers.Builder headers = Headers.builder();
        headers(headers);
        Headers given = headers.build();
        GatewayReply reply = new GatewayReply(status(), given, body);
        return body.length == 0 || given.first("Content-Type").isPresent()
                ? reply
                : reply.with("Content-Type", base64 ? "application/octet-stream" : "text/plain; charset=utf-8");
    }

    private int status() {
        Optional<JsonPrimitive> given = primitive("statusCode");
        if (given.isEmpty()) {
            return LOWEST_STATUS;
        }
        if (!given.get().isNumber()) {
            throw malformed("\"statusCode\" is no number");
        }
        double status = given.get().getAsDouble();
        if (status != Math.rint(status) || status < LOWEST_STATUS || status > HIGHEST_STATUS) {
            throw malformed("\"statusCode\" is not between " + LOWEST_STATUS + " and " + HIGHEST_STATUS);
        }
        return (int) status;
    }

    private byte[] body(boolean base64) {
        Optional<JsonPrimitive> given = primitive("body");
        if (given.isEmpty()) {
            return new byte[0];
        }
        String text = string(given.get(), "body");
        if (!base64) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException wrong) {
            throw malformed("\"body\" is not base64 although \"isBase64Encoded\" is true");
        }
    }

    private boolean isBase64() {
        Optional<JsonPrimitive> given = primitive("isBase64Encoded");
        if (given.isPresent() && !given.get().isBoolean()) {
            throw malformed("\"isBase64Encoded\" is no boolean");
        }
        return given.isPresent() && given.get().getAsBoolean();
    }

    private void headers(Headers.Builder into) {
        JsonElement given = field("headers");
        if (given == null || given.isJsonNull()) {
            return;
        }
        if (!given.isJsonObject()) {
            throw malformed("\"headers\" is no object");
        }
        for (Map.Entry<String, JsonElement> header : given.getAsJsonObject().entrySet()) {
            header(into, header.getKey(), header.getValue());
        }
    }

    private static void header(Headers.Builder into, String name, JsonElement value) {
        if (value.isJsonArray()) {
            value.getAsJsonArray().forEach(each -> header(into, name, each));
        } else if (value.isJsonPrimitive()) {
            into.add(checkedName(name), checkedValue(string(value.getAsJsonPrimitive(), name)));
        } else {
            throw malformed("a header is neither a string nor a list of strings");
        }
    }

    private static String checkedName(String name) {
        boolean token = !name.isEmpty()
                && name.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
        if (!token) {
            throw malformed("a header's name is no HTTP token");
        }
        return name;
    }

    private static String checkedValue(String value) {
        if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f || c > 0xff)) {
            throw malformed("a header's value has a character that HTTP does not allow");
        }
        return value;
    }

    private static String string(JsonPrimitive value, String name) {
        if (!value.isString()) {
            throw malformed("\"" + name.toLowerCase(Locale.ROOT) + "\" is no string");
        }
        return value.getAsString();
    }

    private Optional<JsonPrimitive> primitive(String name) {
        JsonElement value = field(name);
        if (value == null || value.isJsonNull()) {
            return Optional.empty();
        }
        if (!value.isJsonPrimitive()) {
            throw malformed("\"" + name + "\" is an object or a list");
        }
        return Optional.of(value.getAsJsonPrimitive());
    }

    private @Nullable JsonElement field(String name) {
        JsonElement exact = fields.get(name);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, JsonElement> field : fields.entrySet()) {
            if (field.getKey().equalsIgnoreCase(name)) {
                return field.getValue();
            }
        }
        return null;
    }

    private static FunctionException malformed(String what) {
        return AnswerJson.malformed(WHAT, what);
    }
}
