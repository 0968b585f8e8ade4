package dev.eventgateway.server;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.eventgateway.function.RawFunction;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The OpenAPI document tells what really happens; {@link Instance} holds every answer in every test against it. */
class OpenApiTest {

    private static final Instance INSTANCE = Instance.start("--function-timeout=1s");
    private static final String TAG = "\"0000000000000000\"";

    /** What only a gateway in trouble answers. Tests of that trouble hold their answers against the document, too. */
    private static final Set<String> TROUBLE =
            Set.of("401", "403", "408", "413", "500", "502", "503", "504", "default");

    @AfterAll
    static void stop() {
        INSTANCE.close();
    }

    private static int status(String method, String path, String body, String... headers) throws Exception {
        return INSTANCE.config(method, path, body, headers).statusCode();
    }

    @Test
    void theDocumentIsServedAsItIs() throws Exception {
        HttpResponse<String> reply = INSTANCE.config("/v1/openapi.json");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(JsonParser.parseString(reply.body())).isEqualTo(Instance.DOCUMENT.json());
        assertThat(Instance.DOCUMENT.json().get("openapi").getAsString()).isEqualTo("3.1.0");
    }

    @Test
    void everyReferenceLeadsSomewhereAndEverythingIsReferredTo() {
        Set<String> references = new TreeSet<>();
        collect(Instance.DOCUMENT.json(), references);
        Set<String> components = new TreeSet<>();
        JsonObject all = Instance.DOCUMENT.json().getAsJsonObject("components");
        for (String kind : List.of("schemas", "responses", "headers", "parameters")) {
            all.getAsJsonObject(kind).keySet().forEach(name -> components.add("#/components/" + kind + "/" + name));
        }
        assertThat(references).isEqualTo(components);
    }

    private static void collect(JsonElement element, Set<String> references) {
        if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(each -> collect(each, references));
        } else if (element.isJsonObject()) {
            for (Map.Entry<String, JsonElement> field :
                    element.getAsJsonObject().entrySet()) {
                if (field.getKey().equals("$ref")) {
                    references.add(field.getValue().getAsString());
                }
                collect(field.getValue(), references);
            }
        }
    }

    @Test
    void everyOperationHasAnIdOfItsOwn() {
        Set<String> ids = new HashSet<>();
        Instance.DOCUMENT
                .json()
                .getAsJsonObject("paths")
                .entrySet()
                .forEach(path -> path.getValue().getAsJsonObject().entrySet().forEach(operation -> {
                    if (operation.getValue() instanceof JsonObject object && object.has("responses")) {
                        assertThat(ids.add(object.get("operationId").getAsString()))
                                .isTrue();
                    }
                }));
        assertThat(ids).hasSizeGreaterThan(30);
    }

    @Test
    void everythingThatTheDocumentTellsOfHappens() throws Exception {
        for (String path :
                List.of("/livez", "/readyz", "/v1/status", "/v1/metrics", "/v1/openapi.json", "/v1/spaces")) {
            assertThat(status("GET", path, "")).as(path).isEqualTo(200);
        }
        assertThat(status("GET", "/v1/spaces/walk/deadletters", "")).isEqualTo(200);
        assertThat(status("GET", "/v1/spaces/walk/deadletters?limit=0", "")).isEqualTo(400);
        walkThrough("eventtypes", "http.request", "{\"name\":\"http.request\"}");
        walkThrough(
                "functions",
                "f",
                "{\"functionId\":\"f\",\"type\":\"http\",\"provider\":{\"url\":\"http://localhost:1/\"}}");
        walkThrough(
                "subscriptions",
                "c3luYyxodHRwLnJlcXVlc3QsJTJGLFBPU1Q",
                "{\"type\":\"sync\",\"eventType\":\"http.request\",\"functionId\":\"f\"}");
        walkThrough("cors", "GET%2Fhello", "{\"method\":\"GET\",\"path\":\"/hello\"}");
        for (String type : List.of("subscriptions/c3luYyxodHRwLnJlcXVlc3QsJTJGLFBPU1Q", "functions/f")) {
            assertThat(status("DELETE", "/v1/spaces/walk/" + type, "")).isEqualTo(204);
        }
        assertThat(status("DELETE", "/v1/spaces/walk/eventtypes/http.request", ""))
                .isEqualTo(204);
        assertThat(status("DELETE", "/v1/spaces/walk/cors/GET%2Fhello", "")).isEqualTo(204);
        emitAll();

        Set<String> missed = Instance.DOCUMENT.told();
        missed.removeAll(Instance.DOCUMENT.seen());
        missed.removeIf(told -> TROUBLE.contains(told.substring(told.lastIndexOf(' ') + 1)));
        assertThat(missed).as("told of, but not seen").isEmpty();
    }

    /** Creates a document, and gets each answer that there is but the one to its deletion. */
    private static void walkThrough(String section, String id, String body) throws Exception {
        String all = "/v1/spaces/walk/" + section;
        String one = all + "/" + id;
        assertThat(status("POST", all, body)).isEqualTo(201);
        assertThat(status("POST", all, body)).isEqualTo(409);
        assertThat(status("POST", all, "{")).isEqualTo(400);
        assertThat(status("GET", all, "")).isEqualTo(200);
        assertThat(status("HEAD", all + "?limit=1", "")).isEqualTo(200);
        assertThat(status("GET", all + "?limit=0", "")).isEqualTo(400);
        assertThat(status("GET", one, "")).isEqualTo(200);
        assertThat(status("GET", one, "", "If-None-Match", "*")).isEqualTo(304);
        assertThat(status("PUT", one, body)).isEqualTo(200);
        assertThat(status("PUT", one, "{")).isEqualTo(400);
        assertThat(status("PUT", all + "/nothing", body)).isEqualTo(404);
        for (String method : List.of("GET", "PUT", "DELETE")) {
            assertThat(status(method, one, method.equals("PUT") ? body : "", "If-Match", TAG))
                    .as(method)
                    .isEqualTo(412);
            assertThat(status(method, one, method.equals("PUT") ? body : "", "If-Match", "x"))
                    .isEqualTo(400);
        }
        assertThat(status("GET", all + "/nothing", "")).isEqualTo(404);
        assertThat(status("DELETE", all + "/nothing", "")).isEqualTo(404);
    }

    private static void emitAll() throws Exception {
        try (RawFunction function = RawFunction.answering(answer(200, "{\"statusCode\":418}"))) {
            for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
                INSTANCE.subscribe("sync", "http.request", method, "/emit", function.url("/"));
                assertThat(INSTANCE.events(method, "/emit", "").statusCode()).isEqualTo(418);
                assertThat(INSTANCE.events(method, "/emit", "", "Event", "nobody.wants.it")
                                .statusCode())
                        .isEqualTo(202);
                assertThat(INSTANCE.events(method, "/emit", "", "Event", "nobody.wants.it", "Prefer", "wait=1")
                                .statusCode())
                        .isEqualTo(200);
                assertThat(INSTANCE.events(method, "/emit", "", "Event", "a", "Content-Type", "text/")
                                .statusCode())
                        .isEqualTo(400);
                assertThat(INSTANCE.events(method, "/emit", "", "ce-eventgatewayhops", "16")
                                .statusCode())
                        .isEqualTo(508);
                assertThat(INSTANCE.events(method, "/nowhere", "").statusCode()).isEqualTo(404);
            }
        }
    }
}
