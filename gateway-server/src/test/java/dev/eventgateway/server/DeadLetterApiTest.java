package dev.eventgateway.server;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.eventgateway.function.RawFunction;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Dead letters and retries, from outside: each answer is held against the OpenAPI document. */
class DeadLetterApiTest {

    private static final String LIST = "/v1/spaces/default/deadletters";
    private static final String ONCE = ",\"retry\":{\"attempts\":1}";

    private static JsonObject list(Instance instance, String query) throws Exception {
        return JsonParser.parseString(instance.config(LIST + query).body()).getAsJsonObject();
    }

    @Test
    void whatNobodyGotIsListedNewestFirst() throws Exception {
        try (Instance instance = Instance.start();
                RawFunction failing = RawFunction.answering(answer(500, ""))) {
            instance.subscribe("async", "user.created", "POST", "/", failing.url("/"), ONCE);
            for (String text : new String[] {"first", "second"}) {
                instance.events("POST", "/", text, "Event", "user.created", "Content-Type", "text/plain");
                await().until(() -> instance.config(LIST).body().contains(text));
            }

            JsonObject all = list(instance, "");
            assertThat(all.get("discarded").getAsInt()).isZero();
            assertThat(all.getAsJsonArray("deadLetters"))
                    .extracting(letter -> letter.getAsJsonObject()
                            .getAsJsonObject("event")
                            .get("data")
                            .getAsString())
                    .containsExactly("second", "first");
            assertThat(list(instance, "?limit=1").getAsJsonArray("deadLetters")).hasSize(1);
            assertThat(instance.config("/v1/spaces/another/deadletters").body())
                    .isEqualTo("{\"deadLetters\":[],\"discarded\":0}\n");
        }
    }

    @Test
    void theListCanOnlyBeRead() throws Exception {
        try (Instance instance = Instance.start()) {
            assertThat(instance.config("DELETE", LIST, "").statusCode()).isEqualTo(405);
            assertThat(instance.config(LIST + "/1").statusCode()).isEqualTo(404);
            assertThat(instance.config(LIST + "?limit=none").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void theDeadLetterFunctionIsCalledWithTheWholeEvent() throws Exception {
        try (Instance instance = Instance.start();
                RawFunction failing = RawFunction.answering(answer(500, ""));
                RawFunction dead = RawFunction.answering(answer(200, ""))) {
            instance.config("POST", "/v1/spaces/default/functions", Instance.function("dead", dead.url("/dead")));
            instance.subscribe(
                    "async", "user.created", "POST", "/", failing.url("/"), ONCE + ",\"deadLetter\":\"dead\"");

            instance.events(
                    "POST", "/", "{\"name\":\"Ada\"}", "Event", "user.created", "Content-Type", "application/json");

            await().until(() -> dead.requests().size() == 1);
            JsonObject event = JsonParser.parseString(
                            new String(dead.requests().get(0).body(), StandardCharsets.UTF_8))
                    .getAsJsonObject();
            assertThat(event.get("type").getAsString()).isEqualTo("eventgateway.deadletter");
            JsonObject data = event.getAsJsonObject("data");
            assertThat(data.getAsJsonObject("event").getAsJsonObject("data"))
                    .isEqualTo(JsonParser.parseString("{\"name\":\"Ada\"}"));
            assertThat(data.get("cause").getAsString()).isEqualTo("exhausted");
        }
    }

    /** The second attempt comes no sooner than the function wants, by the gateway's own clock. */
    @Test
    void aFunctionIsLeftAloneAsLongAsItWants() throws Exception {
        String busy = "HTTP/1.1 429 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n";
        try (Instance instance = Instance.start();
                RawFunction function = RawFunction.answering(busy)) {
            instance.subscribe(
                    "async",
                    "user.created",
                    "POST",
                    "/",
                    function.url("/"),
                    ",\"retry\":{\"attempts\":2,\"minDelay\":\"1ms\"}");

            long sent = System.nanoTime();
            instance.events("POST", "/", "x", "Event", "user.created");

            await().until(() -> list(instance, "").getAsJsonArray("deadLetters").size() == 1);
            assertThat(System.nanoTime() - sent).isGreaterThan(1_000_000_000L);
            assertThat(function.requests()).hasSize(2);
        }
    }
}
