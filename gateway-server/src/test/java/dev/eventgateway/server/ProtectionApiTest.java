package dev.eventgateway.server;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.function.RawFunction;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What senders, the status and the metrics tell of a protected function. */
class ProtectionApiTest {

    private static final String OPEN =
            "\"openCircuits\":[{\"space\":\"default\",\"functionId\":\"f\",\"state\":\"open\"}]";

    private static void register(Instance instance, String url, String limits) throws Exception {
        instance.config("POST", "/v1/spaces/default/eventtypes", "{\"name\":\"http.request\"}");
        String function = Instance.function("f", url).replaceFirst("}$", "," + limits + "}");
        assertThat(instance.config("POST", "/v1/spaces/default/functions", function)
                        .body())
                .contains(limits);
        instance.config(
                "POST",
                "/v1/spaces/default/subscriptions",
                "{\"type\":\"sync\",\"eventType\":\"http.request\",\"functionId\":\"f\",\"method\":\"GET\",\"path\":\"/\"}");
    }

    private static String metric(String name, String more) {
        return "eventgateway_function_" + name + "{function=\"f\"," + more + "space=\"default\"}";
    }

    @Test
    void aFunctionThatFailsIsLeftAloneAndEverybodyIsTold() throws Exception {
        AtomicBoolean well = new AtomicBoolean();
        try (Instance instance = Instance.start();
                RawFunction function = RawFunction.serving(connection -> {
                    while (connection.read()) {
                        connection.write(well.get() ? answer(200, "{\"body\":\"well\"}") : answer(500, ""));
                    }
                })) {
            register(
                    instance,
                    function.url("/"),
                    "\"circuitBreaker\":{\"failureRatio\":1.0,\"calls\":2,\"delay\":\"300ms\"}");
            assertThat(instance.config("/v1/metrics").body()).doesNotContain("circuit_state{");
            assertThat(instance.events("GET", "/", "").statusCode()).isEqualTo(502);
            assertThat(instance.config("/v1/metrics").body()).contains(metric("circuit_state", "") + " 0.0");
            assertThat(instance.config("/v1/status").body()).contains("\"openCircuits\":[]");
            assertThat(instance.events("GET", "/", "").statusCode()).isEqualTo(502);

            assertThat(instance.config("/v1/status").body()).contains(OPEN);
            assertThat(instance.config("/v1/metrics").body())
                    .contains(metric("circuit_state", "") + " 2.0", metric("duration_seconds_count", "") + " 2");
            well.set(true);
            await().until(() -> instance.events("GET", "/", "").statusCode() == 200);

            assertThat(instance.config("/v1/status").body()).contains("\"openCircuits\":[]");
            assertThat(instance.config("/v1/metrics").body())
                    .contains(metric("circuit_state", "") + " 0.0", metric("duration_seconds_count", "") + " 3");
        }
    }

    @Test
    void whoComesTooOftenIsToldWhenToComeAgain() throws Exception {
        try (Instance instance = Instance.start();
                RawFunction function = RawFunction.answering(answer(200, "{}"))) {
            register(instance, function.url("/"), "\"rateLimit\":{\"calls\":1,\"per\":\"1h\"}");
            assertThat(instance.events("GET", "/", "").statusCode()).isEqualTo(200);

            HttpResponse<String> refused = instance.events("GET", "/", "");

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                    .isBetween(3_000L, 3_600L);
            assertThat(refused.body())
                    .isEqualTo(
                            "{\"errors\":[{\"message\":\"Function is called too often. Please try again later.\"}]}\n");
            assertThat(instance.config("/v1/metrics").body())
                    .contains(
                            metric("calls_total", "outcome=\"rate_limited\",") + " 1.0",
                            metric("duration_seconds_count", "") + " 1");
            assertThat(function.requests()).hasSize(1);
        }
    }
}
