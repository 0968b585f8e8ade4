package dev.eventgateway.server;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.eventgateway.function.RawFunction;
import dev.eventgateway.server.http.RawClient;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class StatusTest {

    @Test
    void aReadyInstanceSaysSo() throws Exception {
        try (Instance instance = Instance.start()) {
            assertThat(instance.config("/livez").body()).isEqualTo("{\"ok\":true}\n");
            assertThat(instance.config("/readyz").statusCode()).isEqualTo(200);
            HttpResponse<String> reply = instance.config("/v1/status");
            assertThat(reply.statusCode()).isEqualTo(200);
            JsonObject status = JsonParser.parseString(reply.body()).getAsJsonObject();
            assertThat(status.get("state").getAsString()).isEqualTo("ready");
            assertThat(status.get("store").getAsString()).isEqualTo("connected");
            assertThat(status.get("version").getAsString()).isNotEmpty();
            assertThat(status.get("digest").getAsString()).hasSize(16);
            assertThat(status.get("draining").getAsBoolean()).isFalse();
            assertThat(status.keySet())
                    .contains(
                            "revision",
                            "requests",
                            "waiting",
                            "running",
                            "missingHandlers",
                            "openCircuits",
                            "skipped",
                            "message");
        }
    }

    @Test
    void theDigestFollowsTheConfiguration() throws Exception {
        try (Instance instance = Instance.start()) {
            String before = instance.config("/v1/status").body();
            instance.config("POST", "/v1/spaces/default/eventtypes", "{\"name\":\"a\"}");
            String after = instance.config("/v1/status").body();
            assertThat(digest(after)).isNotEqualTo(digest(before));
            instance.config("DELETE", "/v1/spaces/default/eventtypes/a", "");
            assertThat(digest(instance.config("/v1/status").body())).isEqualTo(digest(before));
        }
    }

    private static String digest(String status) {
        return JsonParser.parseString(status).getAsJsonObject().get("digest").getAsString();
    }

    @Test
    void aStoppingInstanceIsNotReadyAndFinishesItsRequests() throws Exception {
        CountDownLatch answerNow = new CountDownLatch(1);
        try (Instance instance = Instance.start();
                RawFunction slow = RawFunction.serving(connection -> {
                    connection.read();
                    answerNow.await();
                    connection.write(answer(200, "{\"body\":\"late\"}"));
                });
                RawClient idle = new RawClient(instance.server().events())) {
            instance.subscribe("sync", "http.request", "GET", "/slow", slow.url("/"));
            CompletableFuture<String> reply = CompletableFuture.supplyAsync(
                    () -> body(instance, "/slow"), task -> new Thread(task, "beside").start());
            Awaitility.await().until(() -> slow.requests().size() == 1);
            CompletableFuture<Void> stopped =
                    CompletableFuture.runAsync(instance::stop, task -> new Thread(task, "beside").start());
            Awaitility.await()
                    .untilAsserted(() ->
                            assertThat(instance.config("/readyz").statusCode()).isEqualTo(503));
            assertThat(instance.config("/readyz").body()).isEqualTo("{\"ok\":false,\"reason\":\"shutting down\"}\n");
            assertThat(instance.config("/livez").statusCode()).isEqualTo(200);
            assertThat(instance.config("/v1/status").body()).contains("\"state\":\"draining\"");
            assertThat(idle.send("GET /slow HTTP/1.1\nHost: x\n\n").untilClosed())
                    .startsWith("HTTP/1.1 503 ")
                    .contains("Service Unavailable");
            answerNow.countDown();
            assertThat(reply.join()).isEqualTo("late");
            stopped.join();
        }
    }

    private static String body(Instance instance, String path) {
        try {
            return instance.events("GET", path, "").body();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void metricsHaveTheKnownNamesAndNoUnknownLabels() throws Exception {
        try (Instance instance = Instance.start();
                RawFunction function = RawFunction.answering(answer(200, "{}"))) {
            instance.subscribe("sync", "http.request", "GET", "/", function.url("/"));
            instance.subscribe("async", "user.*", "POST", "/", function.url("/a"));
            instance.events("GET", "/", "");
            instance.events("POST", "/", "x", "Event", "user.anything");
            instance.config("/v1/spaces/nobody-knows/functions");
            Awaitility.await().until(() -> function.requests().size() == 2);
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(instance.config("/v1/metrics").body())
                                    .contains(
                                            "eventgateway_events_received_total{space=\"default\",type=\"http.request\"} 1.0",
                                            "eventgateway_events_processed_total{space=\"default\",type=\"other\"} 1.0"));
            HttpResponse<String> reply = instance.config("/v1/metrics");
            assertThat(reply.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
            assertThat(reply.body())
                    .contains(
                            "# TYPE eventgateway_functions_total gauge",
                            "eventgateway_functions_total{space=\"default\"} 2.0",
                            "eventgateway_eventtypes_total{space=\"default\"} 1.0",
                            "eventgateway_subscriptions_total{space=\"default\"} 2.0",
                            "eventgateway_events_backlog 0.0",
                            "eventgateway_events_custom_processing_seconds_count 1",
                            "eventgateway_config_requests_total{operation=\"list\",resource=\"function\",space=\"other\"}",
                            "eventgateway_config_request_duration_seconds_bucket{le=\"0.001\"}",
                            "eventgateway_function_calls_total{",
                            "eventgateway_function_duration_seconds_count{function=\"",
                            "jvm_memory_used_bytes")
                    .doesNotContain("nobody-knows", "user.anything");
        }
    }
}
