package dev.eventgateway.server;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.function.RawFunction;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The values of the metrics, as what they count happens. */
class MetricsTest {

    private static void assertShown(Instance instance, String... lines) {
        await().untilAsserted(() ->
                assertThat(instance.config("/v1/metrics").body().lines()).contains(lines));
    }

    private static String ofFunction(String name, String url, String more) {
        int number = Math.floorMod(url.hashCode(), 1_000_000);
        return "eventgateway_function_" + name + "{function=\"f" + number + "\"," + more + "space=\"default\"}";
    }

    @Test
    void functionsHaveALatencyAQueueAndCallsUnderWayOfTheirOwn() throws Exception {
        CountDownLatch answerNow = new CountDownLatch(1);
        try (Instance instance = Instance.start("--workers=1", "--workers-backlog=10");
                RawFunction quick = RawFunction.answering(answer(200, "{}"));
                RawFunction slow = RawFunction.serving(connection -> {
                    while (connection.read()) {
                        answerNow.await();
                        connection.write(answer(200, ""));
                    }
                })) {
            instance.subscribe("sync", "http.request", "GET", "/", quick.url("/"));
            instance.subscribe("async", "user.created", "POST", "/", slow.url("/"));
            instance.events("GET", "/", "");
            instance.events("GET", "/", "");
            for (int number = 0; number < 4; number++) {
                instance.events("POST", "/", "", "Event", "user.created");
            }

            assertShown(
                    instance,
                    ofFunction("duration_seconds_count", quick.url("/"), "") + " 2",
                    ofFunction("calls_total", quick.url("/"), "outcome=\"ok\",") + " 2.0",
                    ofFunction("backlog", slow.url("/"), "") + " 3.0",
                    ofFunction("running", slow.url("/"), "") + " 1.0",
                    "eventgateway_events_backlog 3.0");
            answerNow.countDown();
            assertShown(
                    instance,
                    ofFunction("duration_seconds_count", slow.url("/"), "") + " 4",
                    ofFunction("backlog", slow.url("/"), "") + " 0.0",
                    ofFunction("running", slow.url("/"), "") + " 0.0",
                    "eventgateway_events_backlog 0.0",
                    "eventgateway_events_processed_total{space=\"default\",type=\"user.created\"} 4.0");
        }
    }

    @Test
    void systemEventsThatWaitAreCountedApartFromEventsOfUsers() throws Exception {
        CountDownLatch answerNow = new CountDownLatch(1);
        try (Instance instance = Instance.start("--workers=8", "--workers-backlog=80");
                RawFunction quick = RawFunction.answering(answer(200, "{}"));
                RawFunction observer = RawFunction.serving(connection -> {
                    while (connection.read()) {
                        answerNow.await();
                        connection.write(answer(200, ""));
                    }
                })) {
            instance.subscribe("sync", "http.request", "GET", "/", quick.url("/"));
            instance.subscribe("async", "eventgateway.function.invoked", "POST", "/", observer.url("/"));
            String waiting = "eventgateway_system_events_backlog{function=\"f"
                    + Math.floorMod(observer.url("/").hashCode(), 1_000_000) + "\",space=\"default\"}";
            for (int number = 0; number < 4; number++) {
                instance.events("GET", "/", "");
            }

            assertShown(instance, waiting + " 3.0", "eventgateway_events_backlog 0.0");
            answerNow.countDown();
            assertShown(instance, waiting + " 0.0");
        }
    }

    @Test
    void d21AnEventThatNobodyWantsIsCountedWhateverItIsAnsweredWith() throws Exception {
        try (Instance instance = Instance.start()) {
            assertThat(instance.events("POST", "/", "", "Event", "a").statusCode())
                    .isEqualTo(202);
            assertThat(instance.events("GET", "/nowhere", "").statusCode()).isEqualTo(404);

            assertShown(instance, "eventgateway_events_unmatched_total 2.0");
        }
    }

    @Test
    void d29WhatIsLostIsCountedUnderItsSpaceAndType() throws Exception {
        try (Instance instance = Instance.start();
                RawFunction failing = RawFunction.answering(answer(500, ""))) {
            instance.subscribe("async", "user.created", "POST", "/", failing.url("/"), ",\"retry\":{\"attempts\":1}");
            instance.events("POST", "/", "", "Event", "user.created");

            assertShown(instance, "eventgateway_events_dropped_total{space=\"default\",type=\"user.created\"} 1.0");
        }
    }

    @Test
    void d46TheWaitOfEachEventIsMeasuredAlsoIfSeveralHaveOneId() throws Exception {
        try (Instance instance = Instance.start();
                RawFunction function = RawFunction.answering(answer(200, ""))) {
            instance.subscribe("async", "user.created", "POST", "/", function.url("/"));
            for (int number = 0; number < 3; number++) {
                instance.events(
                        "POST",
                        "/",
                        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"user.created\"}",
                        "Content-Type",
                        "application/cloudevents+json");
            }

            assertShown(instance, "eventgateway_events_custom_processing_seconds_count 3");
        }
    }

    @Test
    void aSpacesLastDocumentIsDeletedUnderTheSpacesName() throws Exception {
        try (Instance instance = Instance.start()) {
            instance.config("POST", "/v1/spaces/short/eventtypes", "{\"name\":\"a\"}");
            instance.config("DELETE", "/v1/spaces/short/eventtypes/a", "");

            assertShown(
                    instance,
                    "eventgateway_config_requests_total{operation=\"delete\",resource=\"eventtype\",space=\"short\"} 1.0");
        }
    }
}
