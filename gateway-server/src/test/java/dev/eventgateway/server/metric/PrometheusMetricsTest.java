package dev.eventgateway.server.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PrometheusMetricsTest {

    private final PrometheusMetrics metrics = new PrometheusMetrics();

    private String shown() {
        return new String(metrics.exposition(), StandardCharsets.UTF_8);
    }

    @Test
    void d48WhatIsMoreThanAThousandFunctionsIsCountedTogether() {
        for (int number = 0; number < 1_002; number++) {
            metrics.functionCalled("default", "f" + number, "ok", Duration.ZERO);
        }
        metrics.functionCalled("default", "f999", "ok", Duration.ZERO);

        assertThat(shown().lines())
                .contains(
                        "eventgateway_function_calls_total{function=\"f999\",outcome=\"ok\",space=\"default\"} 2.0",
                        "eventgateway_function_calls_total{function=\"other\",outcome=\"ok\",space=\"other\"} 2.0",
                        "eventgateway_function_duration_seconds_count{function=\"other\",space=\"other\"} 2");
    }

    @Test
    void aTypeThatIsNotRegisteredBecomesNoLabelButTheGatewaysOwnDo() {
        metrics.eventReceived("default", "anything");
        metrics.eventReceived("default", "http.request");
        metrics.eventReceived("default", "eventgateway.function.invoked");

        assertThat(shown().lines())
                .contains(
                        "eventgateway_events_received_total{space=\"default\",type=\"other\"} 1.0",
                        "eventgateway_events_received_total{space=\"default\",type=\"http.request\"} 1.0",
                        "eventgateway_events_received_total{space=\"default\",type=\"eventgateway.function.invoked\"} 1.0");
        assertThat(shown()).doesNotContain("anything");
    }
}
