package dev.eventgateway.server;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.function.RawFunction;
import dev.eventgateway.server.http.RawClient;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorsApiTest {

    private static final String STORE = "--store=memory:" + UUID.randomUUID();
    private static final Instance INSTANCE = Instance.start(STORE);
    private static final String PAGE = "https://page.example";

    @AfterAll
    static void stop() {
        INSTANCE.close();
    }

    private static String rules(String space) {
        return "/v1/spaces/" + space + "/cors";
    }

    private static HttpResponse<String> post(String space, String body) throws Exception {
        return INSTANCE.config("POST", rules(space), body);
    }

    private static String answerTo(String space, String id, String path) {
        return "{\"space\":\"" + space + "\",\"corsId\":\"" + id + "\",\"method\":\"GET\",\"path\":\"" + path
                + "\",\"allowedOrigins\":[\"*\"],\"allowedMethods\":[\"HEAD\",\"GET\",\"POST\"],"
                + "\"allowedHeaders\":[\"Origin\",\"Accept\",\"Content-Type\"],\"allowCredentials\":false}";
    }

    @Test
    void aRuleIsCreatedReadReplacedListedAndDeletedByItsRawId() throws Exception {
        String one = rules("life") + "/GET%2Fhello";
        HttpResponse<String> created = post("life", "{\"method\":\"GET\",\"path\":\"/hello\"}");
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.body()).isEqualTo(answerTo("life", "GET%2Fhello", "/hello") + "\n");
        assertThat(INSTANCE.config(one).body()).isEqualTo(created.body());
        assertThat(INSTANCE.config(rules("life")).body())
                .isEqualTo("{\"cors\":[" + answerTo("life", "GET%2Fhello", "/hello") + "]}\n");
        HttpResponse<String> replaced = INSTANCE.config(
                "PUT", one, "{\"method\":\"GET\",\"path\":\"/hello\",\"allowedOrigins\":[\"http://x\"]}");
        assertThat(replaced.statusCode()).isEqualTo(200);
        assertThat(replaced.body()).contains("\"allowedOrigins\":[\"http://x\"]");
        assertThat(INSTANCE.config("DELETE", one, "").statusCode()).isEqualTo(204);
        HttpResponse<String> gone = INSTANCE.config("DELETE", one, "");
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.body())
                .isEqualTo("{\"errors\":[{\"message\":\"CORS configuration \\\"GET%2Fhello\\\" not found.\"}]}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET%2Fids%2F:a%2Fb%2520c", "GET%2fids%2f:a%2fb%2520c", "GET%252Fids%252F:a%252Fb%252520c"})
    void anIdMayBeSentAsItIsInEitherCaseOrEncodedOnceMore(String id) throws Exception {
        post("many-ids", "{\"method\":\"GET\",\"path\":\"/ids/:a/b%20c\"}");
        assertThat(INSTANCE.config(rules("many-ids") + "/" + id).body())
                .contains("\"corsId\":\"GET%2Fids%2F:a%2Fb%2520c\"");
        assertThat(INSTANCE.config(rules("many-ids") + "/GETids").statusCode()).isEqualTo(404);
        assertThat(INSTANCE.config(rules("many-ids") + "/GET/ids").statusCode()).isEqualTo(404);
    }

    @Test
    void aPreflightIsAnsweredOverTheWire() throws Exception {
        post(
                "wire",
                "{\"method\":\"PUT\",\"path\":\"/wire/:id\",\"allowedOrigins\":[\"https://*.example\"],"
                        + "\"allowedMethods\":[\"PUT\"],\"allowedHeaders\":[\"*\"]}");
        try (RawClient client = new RawClient(INSTANCE.server().events())) {
            String reply = client.send("OPTIONS /wire/1?q HTTP/1.1\nHost: x\nOrigin: " + PAGE
                            + "\nAccess-Control-Request-Method: PUT\nAccess-Control-Request-Headers: x-api-key\n\n")
                    .reply();
            assertThat(reply)
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Access-Control-Allow-Origin: " + PAGE + "\r\n")
                    .contains("Access-Control-Allow-Methods: PUT\r\n")
                    .contains("Access-Control-Allow-Headers: X-Api-Key\r\n")
                    .containsSubsequence(
                            "Vary: Origin\r\n",
                            "Vary: Access-Control-Request-Method\r\n",
                            "Vary: Access-Control-Request-Headers\r\n")
                    .contains("Content-Length: 0\r\n")
                    .doesNotContain("Allow-Credentials");
        }
    }

    @Test
    void everyAnswerToAPageIsMarkedErrorsToo() throws Exception {
        try (RawFunction function = RawFunction.answering(answer(200, "{\"body\":\"hi\"}"));
                RawFunction broken = RawFunction.answering(answer(200, "{\"headers\":{\"A\":\"\\u015b\"}}"))) {
            post("marks", "{\"method\":\"GET\",\"path\":\"/marks/*rest\"}");
            post("marks", "{\"method\":\"POST\",\"path\":\"/marks/*rest\",\"allowCredentials\":true}");
            INSTANCE.subscribe("sync", "http.request", "GET", "/marks/good", function.url("/"));
            INSTANCE.subscribe("sync", "http.request", "GET", "/marks/broken", broken.url("/"));
            assertMarked(INSTANCE.events("GET", "/marks/good", "", "Origin", PAGE), 200, "*");
            assertMarked(INSTANCE.events("GET", "/marks/broken", "", "Origin", PAGE), 502, "*");
            assertMarked(INSTANCE.events("GET", "/marks/nothing", "", "Origin", PAGE), 404, "*");
            HttpResponse<String> malformed = INSTANCE.events(
                    "POST", "/marks/x", "{", "Origin", PAGE, "Content-Type", "application/cloudevents+json");
            assertMarked(malformed, 400, PAGE);
            assertThat(malformed.headers().firstValue("Access-Control-Allow-Credentials"))
                    .contains("true");
            assertThat(INSTANCE.events("GET", "/elsewhere", "", "Origin", PAGE)
                            .headers()
                            .firstValue("Vary"))
                    .isEmpty();
        }
    }

    private static void assertMarked(HttpResponse<String> reply, int status, String origin) {
        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(reply.headers().allValues("Access-Control-Allow-Origin")).containsExactly(origin);
        assertThat(reply.headers().allValues("Vary")).containsExactly("Origin");
    }

    @Test
    void d4AChangedRuleIsInForceHereAtOnceAndOnPeersSoon() throws Exception {
        try (Instance peer = Instance.start(STORE)) {
            post("live", "{\"method\":\"GET\",\"path\":\"/live\",\"allowedOrigins\":[\"https://other.example\"]}");
            assertThat(allowed(INSTANCE)).isFalse();
            INSTANCE.config(
                    "PUT",
                    rules("live") + "/GET%2Flive",
                    "{\"method\":\"GET\",\"path\":\"/live\",\"allowedOrigins\":[\"" + PAGE + "\"]}");
            assertThat(allowed(INSTANCE)).isTrue();
            await().until(() -> allowed(peer));
            INSTANCE.config("DELETE", rules("live") + "/GET%2Flive", "");
            assertThat(allowed(INSTANCE)).isFalse();
            await().until(() -> !allowed(peer));
        }
    }

    private static boolean allowed(Instance instance) throws Exception {
        return instance.events("GET", "/live", "", "Origin", PAGE)
                .headers()
                .firstValue("Access-Control-Allow-Origin")
                .isPresent();
    }

    @Test
    void rulesAreCountedInTheMetrics() throws Exception {
        post("measured", "{\"method\":\"GET\",\"path\":\"/measured\"}");
        assertThat(INSTANCE.config("/v1/metrics").body())
                .contains("eventgateway_cors_total{space=\"measured\"} 1")
                .contains(
                        "eventgateway_config_requests_total{operation=\"create\",resource=\"cors\",space=\"measured\"} 1");
    }
}
