package dev.eventgateway.server;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.eventgateway.function.RawFunction;
import dev.eventgateway.server.http.RawClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventsApiTest {

    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String ADA = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/signup\","
            + "\"type\":\"user.created\",\"data\":{\"name\":\"Ada\"}}";

    private final Instance instance = Instance.start("--function-timeout=1s", "--max-body=100KiB");

    @AfterEach
    void stop() {
        instance.close();
    }

    private static void assertError(HttpResponse<String> reply, int status) {
        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(reply.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(JsonParser.parseString(reply.body()).getAsJsonObject().getAsJsonArray("errors"))
                .hasSize(1);
    }

    @Test
    void aSyncFunctionAnswersTheSender() throws Exception {
        String object = "{\"statusCode\":201,\"headers\":{\"X-A\":\"1\",\"Set-Cookie\":[\"a\",\"b\"]},\"body\":\"hi\"}";
        try (RawFunction function = RawFunction.answering(answer(200, object))) {
            instance.subscribe("sync", "http.request", "GET", "/users/:id", function.url("/"));
            HttpResponse<String> reply = instance.events("GET", "/users/a%20b?q=1", "");
            assertThat(reply.statusCode()).isEqualTo(201);
            assertThat(reply.body()).isEqualTo("hi");
            assertThat(reply.headers().allValues("Set-Cookie")).containsExactly("a", "b");
            assertThat(new String(function.requests().get(0).body(), StandardCharsets.UTF_8))
                    .contains("\"params\":{\"id\":\"a b\"}");
            assertError(instance.events("GET", "/users/a/b", ""), 404);
            assertError(instance.events("POST", "/users/a", "x"), 404);
        }
    }

    @Test
    void anAsyncFunctionGetsTheEvent() throws Exception {
        try (RawFunction function = RawFunction.answering(answer(200, ""))) {
            instance.subscribe("async", "user.created", "POST", "/", function.url("/"));
            HttpResponse<String> reply = instance.events("POST", "/", ADA, "Content-Type", STRUCTURED);
            assertThat(reply.statusCode()).isEqualTo(202);
            assertThat(reply.body()).isEmpty();
            Awaitility.await().until(() -> function.requests().size() == 1);
            assertThat(function.requests().get(0).body()).asString().contains("\"name\":\"Ada\"");
        }
    }

    @Test
    void badEventsAreRefusedWithAReason() throws Exception {
        try (RawFunction function = RawFunction.answering(answer(200, ""))) {
            instance.subscribe("async", "user.created", "POST", "/", function.url("/"));
            assertError(instance.events("POST", "/", "{\"type\":", "Content-Type", STRUCTURED), 400);
            assertError(instance.events("POST", "/", "[]", "Content-Type", STRUCTURED), 400);
            assertError(instance.events("POST", "/", ADA.replace("\"1\"", "7"), "Content-Type", STRUCTURED), 400);
            assertError(instance.events("POST", "/", ADA.replace("1.0", "9.9"), "Content-Type", STRUCTURED), 400);
            assertError(instance.events("POST", "/", ADA, "Content-Type", "text/"), 400);
            assertError(instance.events("POST", "/", ADA, "Content-Type", "application/json; charset"), 400);
            assertThat(instance.events("POST", "/", ADA, "Content-Type", STRUCTURED)
                            .statusCode())
                    .isEqualTo(202);
            Awaitility.await().until(() -> function.requests().size() == 1);
        }
    }

    @Test
    void d51AnEventThatIsTooLargeIsRefused() throws Exception {
        try (RawFunction function = RawFunction.answering(answer(200, "{}"))) {
            instance.subscribe("sync", "http.request", "POST", "/up", function.url("/"));
            assertThat(instance.events("POST", "/up", "z".repeat(100 * 1024)).statusCode())
                    .isEqualTo(200);
            assertError(instance.events("POST", "/up", "z".repeat(100 * 1024 + 1)), 413);
            try (RawClient client = new RawClient(instance.server().events())) {
                client.send("POST /up HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n");
                for (int chunk = 0; chunk < 101; chunk++) {
                    client.send("400\n" + "z".repeat(1024) + "\n");
                }
                assertThat(client.send("0\n\n").reply()).startsWith("HTTP/1.1 413 ");
            }
            assertThat(function.requests()).hasSize(1);
        }
    }

    @Test
    void aFunctionThatFailsIsAnErrorOfItsKind() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        String down = urlOfNobody();
        try (RawFunction slow = RawFunction.serving(connection -> over.await());
                RawFunction failing = RawFunction.answering(answer(500, "secret"));
                RawFunction garbage = RawFunction.answering(answer(200, "<html>"));
                RawFunction outOfRange = RawFunction.answering(answer(200, "{\"statusCode\":42}"));
                RawFunction early = RawFunction.answering(answer(200, "{\"statusCode\":100}"));
                RawFunction evil = RawFunction.answering(answer(200, "{\"headers\":{\"A\":\"b\\r\\nC: d\"}}"));
                RawFunction good = RawFunction.answering(answer(200, "{\"body\":\"good\"}"))) {
            instance.subscribe("sync", "http.request", "GET", "/down", down);
            instance.subscribe("sync", "http.request", "GET", "/slow", slow.url("/"));
            instance.subscribe("sync", "http.request", "GET", "/failing", failing.url("/"));
            instance.subscribe("sync", "http.request", "GET", "/garbage", garbage.url("/"));
            instance.subscribe("sync", "http.request", "GET", "/range", outOfRange.url("/"));
            instance.subscribe("sync", "http.request", "GET", "/early", early.url("/"));
            instance.subscribe("sync", "http.request", "GET", "/evil", evil.url("/"));
            instance.subscribe("sync", "http.request", "GET", "/good", good.url("/"));
            assertError(instance.events("GET", "/down", ""), 502);
            assertError(instance.events("GET", "/slow", ""), 504);
            assertError(instance.events("GET", "/failing", ""), 502);
            assertThat(instance.events("GET", "/failing", "").body()).doesNotContain("secret");
            assertError(instance.events("GET", "/garbage", ""), 502);
            assertError(instance.events("GET", "/range", ""), 502);
            assertError(instance.events("GET", "/early", ""), 502);
            HttpResponse<String> injected = instance.events("GET", "/evil", "");
            assertError(injected, 502);
            assertThat(injected.headers().firstValue("C")).isEmpty();
            assertThat(instance.events("GET", "/good", "").body()).isEqualTo("good");
            over.countDown();
        }
    }

    private static String urlOfNobody() throws IOException {
        try (RawFunction gone = RawFunction.answering("")) {
            return gone.url("/");
        }
    }

    @Test
    void moreThanFitsIntoTheBacklogIsRefusedAndTheRestDelivered() throws Exception {
        CountDownLatch answerNow = new CountDownLatch(1);
        try (Instance small = Instance.start("--workers=1", "--workers-backlog=2");
                RawFunction slow = RawFunction.serving(connection -> {
                    while (connection.read()) {
                        answerNow.await();
                        connection.write(answer(200, ""));
                    }
                })) {
            small.subscribe("async", "user.created", "POST", "/", slow.url("/"));
            int accepted = 0;
            for (int number = 0; number < 10; number++) {
                HttpResponse<String> reply = small.events("POST", "/", ADA, "Content-Type", STRUCTURED);
                if (reply.statusCode() == 202) {
                    accepted++;
                } else {
                    assertError(reply, 503);
                    assertThat(reply.headers().firstValue("Retry-After")).isPresent();
                }
            }
            assertThat(accepted).isBetween(2, 4);
            answerNow.countDown();
            int expected = accepted;
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() -> slow.requests().size() == expected);
        }
    }

    @Test
    void theGatewaysOwnEventsAreOfTheVersionThatTheFlagNames() throws Exception {
        try (RawFunction function = RawFunction.answering(answer(200, "{\"body\":\"hi\"}"));
                Instance usual = Instance.start();
                Instance old = Instance.start("--cloudevents-version=0.1")) {
            for (Instance instance : new Instance[] {usual, old}) {
                instance.subscribe("sync", "http.request", "GET", "/hi", function.url("/"));
                assertThat(instance.events("GET", "/hi", "").body()).isEqualTo("hi");
            }
            assertThat(function.requests())
                    .extracting(request -> new String(request.body(), StandardCharsets.UTF_8))
                    .satisfiesExactly(
                            body -> assertThat(body).contains("\"specversion\":\"1.0\""),
                            body -> assertThat(body).contains("\"cloudEventsVersion\":\"0.1\""));
        }
    }

    @Test
    void aRouteOfOneInstanceIsThatOfItsPeers() throws Exception {
        String store = "--store=memory:" + UUID.randomUUID();
        try (Instance one = Instance.start(store);
                Instance other = Instance.start(store);
                RawFunction function = RawFunction.answering(answer(200, "{\"body\":\"hi\"}"))) {
            one.subscribe("sync", "http.request", "GET", "/hi", function.url("/"));
            Awaitility.await()
                    .untilAsserted(() ->
                            assertThat(other.events("GET", "/hi", "").body()).isEqualTo("hi"));
        }
    }
}
