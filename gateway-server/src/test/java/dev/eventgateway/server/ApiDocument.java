package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The OpenAPI document, held against real answers. What it does not mention must not happen, but for what is the same everywhere: 404
 * at an unknown path, 405 for an unknown method. Replies may hold no field that it does not mention.
 */
final class ApiDocument {

    private static final String EVENTS_PATH = "/{path}";

    private final JsonObject document = read();
    private final Validator validator =
            new ValidatorFactory().withJsonNodeFactory(new GsonNode.Factory()).createValidator();
    private final Map<String, URI> schemas = new ConcurrentHashMap<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    private static JsonObject read() {
        try (InputStream resource = Objects.requireNonNull(Server.class.getResourceAsStream("config/openapi.json"))) {
            return JsonParser.parseString(new String(resource.readAllBytes(), StandardCharsets.UTF_8))
                    .getAsJsonObject();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    JsonObject json() {
        return document;
    }

    /** {@return what was seen to happen, as {@code method path status}} */
    Set<String> seen() {
        return new TreeSet<>(seen);
    }

    /** {@return what the document says can happen, as {@code method path status}} */
    Set<String> told() {
        Set<String> told = new TreeSet<>();
        document.getAsJsonObject("paths")
                .entrySet()
                .forEach(path -> path.getValue().getAsJsonObject().entrySet().forEach(operation -> {
                    if (operation.getValue() instanceof JsonObject object && object.has("responses")) {
                        object.getAsJsonObject("responses")
                                .keySet()
                                .forEach(status -> told.add(operation.getKey() + " " + path.getKey() + " " + status));
                    }
                }));
        return told;
    }

    /** Holds an answer of the Config API against the document, and the request that led to it. */
    void checkConfig(String method, String target, String body, HttpResponse<String> reply) {
        String path = target.replaceFirst("[?].*", "");
        Optional<String> template = template(path);
        if (template.isEmpty()) {
            assertThat(reply.statusCode()).as(path).isIn(400, 401, 403, 404);
            assertBody(method, resolved(at(document, "components", "responses", "NotFound")), reply);
            return;
        }
        check(method, template.get(), body, reply);
    }

    /** Holds an answer of the Events API against the document. */
    void checkEvents(String method, HttpResponse<String> reply) {
        check(method, EVENTS_PATH, "", reply);
    }

    private void check(String method, String template, String body, HttpResponse<String> reply) {
        String name = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
        String what = name + " " + template + " " + reply.statusCode();
        JsonObject operation = at(document, "paths", template).getAsJsonObject(name);
        if (operation == null) {
            assertThat(reply.statusCode()).as(what).isIn(400, 401, 403, 405);
            return;
        }
        JsonObject responses = operation.getAsJsonObject("responses");
        JsonElement told = responses.get(String.valueOf(reply.statusCode()));
        if (told == null) {
            assertThat(responses.has("default"))
                    .as(what + " is in the document")
                    .isTrue();
            return;
        }
        seen.add(what);
        JsonObject response = resolved(told.getAsJsonObject());
        assertHeaders(what, response, reply);
        if (!responses.has("default") || reply.body().matches("(?s)\\{\"(errors|outcomes)\":.*")) {
            assertBody(what, response, reply);
        }
        if (reply.statusCode() < 300 && operation.has("requestBody") && !template.equals(EVENTS_PATH)) {
            assertValid(
                    what + ": request",
                    at(operation, "requestBody", "content", "application/json", "schema"),
                    body,
                    false);
        }
    }

    private void assertHeaders(String what, JsonObject response, HttpResponse<String> reply) {
        if (!response.has("headers")) {
            return;
        }
        response.getAsJsonObject("headers").entrySet().forEach(entry -> {
            JsonObject header = resolved(entry.getValue().getAsJsonObject());
            Optional<String> value = reply.headers().firstValue(entry.getKey());
            if (header.has("required")) {
                assertThat(value).as(what + " header " + entry.getKey()).isPresent();
            }
            value.ifPresent(text -> assertValid(
                    what + " header " + entry.getKey(),
                    header.getAsJsonObject("schema"),
                    new JsonPrimitive(text).toString(),
                    false));
        });
    }

    private void assertBody(String what, JsonObject response, HttpResponse<String> reply) {
        if (reply.request().method().equals("HEAD")) {
            assertThat(reply.body()).as(what).isEmpty();
            return;
        }
        if (!response.has("content")) {
            assertThat(reply.body()).as(what).isEmpty();
            return;
        }
        String type = reply.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
        JsonObject content = response.getAsJsonObject("content").getAsJsonObject(type);
        assertThat(content).as(what + " as " + type).isNotNull();
        if (type.equals("application/json")) {
            assertValid(what, content.getAsJsonObject("schema"), reply.body(), true);
        }
    }

    private void assertValid(String what, JsonObject schema, String json, boolean strict) {
        URI uri = schemas.computeIfAbsent(strict + schema.toString(), unused -> register(schema, strict));
        Validator.Result result = validator.validate(uri, JsonParser.parseString(json));
        assertThat(result.isValid())
                .as(() -> what + ": " + json + " "
                        + result.getErrors().stream()
                                .map(error -> error.getInstanceLocation() + " " + error.getError())
                                .toList())
                .isTrue();
    }

    private URI register(JsonObject schema, boolean strict) {
        JsonObject whole = new JsonObject();
        whole.addProperty("$schema", "https://json-schema.org/draft/2020-12/schema");
        whole.add("$defs", at(document, "components", "schemas").deepCopy());
        whole.add("allOf", JsonParser.parseString("[" + schema + "]"));
        if (strict) {
            close(whole);
        }
        return validator.registerSchema(
                URI.create("urn:schema:" + schemas.size() + ":" + strict),
                whole.toString().replace("#/components/schemas/", "#/$defs/"));
    }

    /** Lets no object hold a field that its schema does not mention. */
    private static void close(JsonElement element) {
        if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(ApiDocument::close);
        } else if (element.isJsonObject()) {
            JsonObject object = element.getAsJsonObject();
            object.entrySet().forEach(entry -> close(entry.getValue()));
            if (object.has("properties") && object.has("type") && !object.has("additionalProperties")) {
                object.addProperty("additionalProperties", false);
            }
        }
    }

    private Optional<String> template(String path) {
        String[] parts = path.split("/", -1);
        return document.getAsJsonObject("paths").keySet().stream()
                .filter(template -> !template.equals(EVENTS_PATH) && fits(template.split("/", -1), parts))
                .findFirst();
    }

    private static boolean fits(String[] template, String[] path) {
        if (template.length != path.length) {
            return false;
        }
        for (int index = 0; index < path.length; index++) {
            boolean any = template[index].startsWith("{") && !path[index].isEmpty();
            if (!any && !template[index].equals(path[index])) {
                return false;
            }
        }
        return true;
    }

    private JsonObject resolved(JsonObject object) {
        return object.has("$ref")
                ? at(document, object.get("$ref").getAsString().substring(2).split("/"))
                : object;
    }

    private static JsonObject at(JsonObject object, String... names) {
        JsonObject found = object;
        for (String name : names) {
            found = Objects.requireNonNull(found.getAsJsonObject(name), name);
        }
        return found;
    }
}
