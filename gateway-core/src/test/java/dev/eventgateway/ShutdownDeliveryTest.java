package dev.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonParser;
import dev.eventgateway.catalog.LogLines;
import dev.eventgateway.delivery.DeadLetter;
import dev.eventgateway.delivery.DeliveryLimits;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.function.JavaFunction;
import dev.eventgateway.function.TimeSpan;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.routing.Retry;
import dev.eventgateway.routing.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a gateway that stops does with what it accepted. */
class ShutdownDeliveryTest {

    private static final String SPACE = "default";
    private static final TimeSpan HOUR = new TimeSpan("1h");
    private static final Retry LATE = Retry.DEFAULT.withDelays(HOUR, HOUR).withMaxAge(new TimeSpan("24h"));
    private static final JavaFunction TAKING = event -> GatewayReply.accepted();
    private static final Duration SOME = Duration.ofSeconds(4);

    private static Event event(String text) {
        return Event.of("user.created", "text/plain", text);
    }

    private static Scene scene(JavaFunction function, JavaFunction dead, Subscription subscription) {
        return new Scene(
                        Map.of("f", function, "dead", dead),
                        new DeliveryLimits(1_000, 1_000, 1, 10),
                        Duration.ofSeconds(60))
                .function(SPACE, "f")
                .function(SPACE, "dead")
                .type(SPACE, "user.created")
                .subscribe(SPACE, subscription);
    }

    private static List<String> causes(Scene scene) {
        return scene.seen("dead").stream()
                .map(letter -> JsonParser.parseString(letter.text())
                        .getAsJsonObject()
                        .get("cause")
                        .getAsString())
                .toList();
    }

    /** One runs and never ends, one waits for its turn, and one for its next attempt. */
    @Test
    void whatIsNotDeliveredInTimeIsADeadLetterWhateverItWaitsFor() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (LogLines log = new LogLines();
                Scene scene = scene(
                        event -> {
                            if (event.text().equals("resting")) {
                                throw new IllegalStateException("down");
                            }
                            never.await();
                            return GatewayReply.accepted();
                        },
                        TAKING,
                        Subscription.async("user.created", "f").withRetry(LATE).withDeadLetter("dead"))) {
            scene.emit(event("resting"));
            await().until(() -> scene.count("retried default").get() == 1);
            scene.emit(event("running"));
            scene.emit(event("waiting"));
            await().until(() -> scene.seen("f").size() == 2);

            assertThat(scene.gateway().drain(SOME)).isZero();

            assertThat(causes(scene)).containsExactly("stopped", "stopped", "stopped");
            assertThat(scene.seen("dead"))
                    .extracting(Event::text)
                    .anyMatch(text -> text.contains("\"resting\""))
                    .anyMatch(text -> text.contains("\"waiting\""))
                    .anyMatch(text -> text.contains("\"running\""));
            assertThat(log.warnings()).isEmpty();
            assertThat(scene.count("dead-lettered default")).hasValue(3);
            assertThat(scene.count("processed default")).hasValue(3);
        } finally {
            never.countDown();
        }
    }

    /** Its sender had begun before the gateway was told to stop. */
    @Test
    void whatIsAcceptedInTheLastPartIsADeadLetterToo() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CompletableFuture<byte[]> body = new CompletableFuture<>();
        try (LogLines log = new LogLines();
                Scene scene = scene(
                        event -> {
                            never.await();
                            return GatewayReply.accepted();
                        },
                        event -> {
                            body.complete("late".getBytes(StandardCharsets.UTF_8));
                            return GatewayReply.accepted();
                        },
                        Subscription.async("user.created", "f").withDeadLetter("dead"))) {
            scene.emit(event("running"));
            scene.emit(event("waiting"));
            Headers headers = Headers.of("Event", "user.created");
            CompletionStage<GatewayReply> late =
                    scene.gateway().handle(new GatewayRequest("POST", "/", "", headers, () -> body));

            assertThat(scene.gateway().drain(SOME)).isZero();

            assertThat(late.toCompletableFuture().join().status()).isEqualTo(202);
            assertThat(causes(scene)).containsExactly("stopped", "stopped", "stopped");
            assertThat(log.warnings()).isEmpty();
        } finally {
            never.countDown();
        }
    }

    @Test
    void whatHasNoDeadLetterFunctionIsTriedOnceMoreBeforeItIsGivenUp() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (LogLines log = new LogLines();
                Scene scene = scene(
                        event -> {
                            if (calls.incrementAndGet() == 1) {
                                throw new IllegalStateException("down");
                            }
                            return GatewayReply.accepted();
                        },
                        TAKING,
                        Subscription.async("user.created", "f").withRetry(LATE))) {
            scene.emit(event("x"));
            await().until(() -> scene.count("retried default").get() == 1);

            assertThat(scene.gateway().drain(SOME)).isZero();

            assertThat(calls).hasValue(2);
            assertThat(log.warnings()).isEmpty();
        }
    }

    @Test
    void whatTheDeadLetterFunctionDoesNotTakeInTimeIsInTheLogOnce() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        JavaFunction hanging = event -> {
            never.await();
            return GatewayReply.accepted();
        };
        try (LogLines log = new LogLines();
                Scene scene = scene(
                        hanging,
                        hanging,
                        Subscription.async("user.created", "f").withDeadLetter("dead"))) {
            for (int number = 0; number < 5; number++) {
                scene.emit(event("whole-" + number));
            }

            assertThat(scene.gateway().drain(Duration.ofMillis(600))).isEqualTo(5);

            for (int number = 0; number < 5; number++) {
                String text = "whole-" + number;
                assertThat(log.warnings())
                        .filteredOn(line -> line.contains(text))
                        .as(text)
                        .hasSize(1);
            }
            assertThat(scene.count("lost default")).hasValue(5);
            assertThat(scene.count("processed default")).hasValue(5);
        } finally {
            never.countDown();
        }
    }

    @Test
    void whatIsAboutToBeCalledWhenTheGatewayGivesUpIsInTheLogAndCounted() throws Exception {
        CountDownLatch givesUp = new CountDownLatch(1);
        CountDownLatch starting = new CountDownLatch(1);
        Metrics slow = new Metrics() {
            @Override
            public void deliveryWaited(Duration time) {
                starting.countDown();
                try {
                    givesUp.await();
                } catch (InterruptedException never) {
                    throw new IllegalStateException(never);
                }
            }

            @Override
            public void eventDropped(String space, String eventType) {
                givesUp.countDown();
            }
        };
        CountDownLatch never = new CountDownLatch(1);
        JavaFunction hanging = event -> {
            never.await();
            return GatewayReply.accepted();
        };
        try (LogLines log = new LogLines();
                Scene scene = new Scene(Map.of("f", hanging), builder -> builder.metrics(slow))) {
            scene.function(SPACE, "f").type(SPACE, "user.created").async(SPACE, "user.created", "f");
            CompletableFuture<GatewayReply> first = CompletableFuture.supplyAsync(
                            () -> scene.gateway().emit(event("starts")))
                    .thenCompose(Function.identity());
            starting.await();
            scene.emit(event("waits"));

            assertThat(scene.gateway().drain(Duration.ZERO)).isEqualTo(2);

            assertThat(first.join().status()).isEqualTo(202);
            assertThat(log.warnings())
                    .anyMatch(line -> line.contains("starts"))
                    .anyMatch(line -> line.contains("waits"));
        } finally {
            never.countDown();
        }
    }

    @Test
    void whatWaitsForAPlaceAmongTheDeadLettersKeepsItsCause() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        JavaFunction unwilling = event -> GatewayReply.of(400, "text/plain", "");
        JavaFunction hanging = event -> {
            never.await();
            return GatewayReply.accepted();
        };
        try (Scene scene = new Scene(
                Map.of("f", unwilling, "dead", hanging), new DeliveryLimits(1, 100, 1, 10), Duration.ofSeconds(60))) {
            scene.function(SPACE, "f").function(SPACE, "dead").type(SPACE, "user.created");
            scene.subscribe(SPACE, Subscription.async("user.created", "f").withDeadLetter("dead"));
            for (int number = 1; number <= 3; number++) {
                scene.emit(event("x"));
                int called = number;
                await().until(() -> scene.seen("f").size() == called
                        && scene.gateway().status().running() == 1);
            }

            assertThat(scene.gateway().drain(Duration.ofMillis(200))).isEqualTo(3);

            assertThat(scene.gateway().deadLetters(SPACE).deadLetters())
                    .extracting(DeadLetter::cause)
                    .containsExactly("rejected", "rejected", "rejected");
        } finally {
            never.countDown();
        }
    }

    @Test
    void aGatewayWithNothingLeftToDoDoesNotUseUpItsTime() throws Exception {
        try (Scene scene = scene(TAKING, TAKING, Subscription.async("user.created", "f"))) {
            scene.emit(event("x"));

            assertThat(scene.gateway().drain(Duration.ofDays(1))).isZero();

            assertThat(scene.seen("f")).hasSize(1);
            assertThat(scene.emit(event("late")).status()).isEqualTo(503);
        }
    }
}
