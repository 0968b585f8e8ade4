package dev.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.catalog.LogLines;
import dev.eventgateway.delivery.DeliveryLimits;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.JavaFunction;
import dev.eventgateway.function.TimeSpan;
import dev.eventgateway.routing.Retry;
import dev.eventgateway.routing.Subscription;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What happens to accepted events whose functions fail. */
class RetryDeliveryTest {

    private static final String SPACE = "default";
    private static final Retry SOON =
            Retry.DEFAULT.withDelays(new TimeSpan("1ms"), new TimeSpan("2ms")).withAttempts(5);
    private static final GatewayReply TAKEN = GatewayReply.accepted();

    private static Event event(String text) {
        return Event.of("user.created", "text/plain", text);
    }

    private static Scene scene(JavaFunction function, Retry retry) {
        return scene(function, retry, DeliveryLimits.DEFAULT);
    }

    private static Scene scene(JavaFunction function, Retry retry, DeliveryLimits limits) {
        return new Scene(Map.of("f", function), limits, Duration.ofSeconds(30))
                .function(SPACE, "f")
                .type(SPACE, "user.created")
                .subscribe(SPACE, Subscription.async("user.created", "f").withRetry(retry));
    }

    @Test
    void aFunctionThatRecoversGetsItsEvent() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (LogLines log = new LogLines();
                Scene scene = scene(
                        event -> {
                            if (calls.incrementAndGet() < 4) {
                                throw new IllegalStateException("not yet");
                            }
                            return TAKEN;
                        },
                        SOON)) {
            assertThat(scene.emit(event("x")).status()).isEqualTo(202);

            await().until(() -> calls.get() == 4 && scene.isIdle());
            assertThat(scene.seen("f")).extracting(Event::text).containsOnly("x");
            assertThat(log.warnings()).isEmpty();
            assertThat(scene.count("retried default")).hasValue(3);
            assertThat(scene.count("processed default")).hasValue(1);
            assertThat(scene.count("lost default")).hasValue(0);
        }
    }

    @Test
    void aFunctionThatAnswersWithAnErrorIsCalledAgainAndOneThatDoesNotWantTheEventIsNot() throws Exception {
        for (int status : new int[] {408, 429, 500, 503}) {
            assertThat(callsOfAFunctionThatAnswers(status))
                    .as("status " + status)
                    .isEqualTo(5);
        }
        for (int status : new int[] {302, 400, 404, 410}) {
            assertThat(callsOfAFunctionThatAnswers(status))
                    .as("status " + status)
                    .isEqualTo(1);
        }
    }

    private static int callsOfAFunctionThatAnswers(int status) throws Exception {
        try (LogLines log = new LogLines();
                Scene scene = scene(event -> GatewayReply.of(status, "text/plain", ""), SOON)) {
            scene.emit(event("whole event"));
            await().until(() -> scene.count("lost default").get() == 1 && scene.isIdle());
            assertThat(log.warnings()).hasSize(1);
            assertThat(log.warnings().get(0)).contains("whole event", "status " + status);
            return scene.seen("f").size();
        }
    }

    @Test
    void withOneAttemptAnEventIsDeliveredAtMostOnce() throws Exception {
        try (LogLines log = new LogLines();
                Scene scene = scene(
                        event -> {
                            throw new IllegalStateException("broken");
                        },
                        Retry.DEFAULT.withAttempts(1))) {
            scene.emit(event("x"));

            await().until(() -> scene.count("lost default").get() == 1 && scene.isIdle());
            assertThat(scene.seen("f")).hasSize(1);
            assertThat(log.warnings()).hasSize(1);
            assertThat(scene.count("retried default")).hasValue(0);
        }
    }

    @Test
    void anAttemptTakesNoLongerThanItMayAndCountsAsFailed() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        try (Scene scene = scene(
                event -> {
                    if (calls.incrementAndGet() == 1) {
                        never.await();
                    }
                    return TAKEN;
                },
                SOON.withTimeout(new TimeSpan("50ms")))) {
            scene.emit(event("x"));

            await().until(() -> calls.get() == 2 && scene.isIdle());
            assertThat(scene.count("lost default")).hasValue(0);
        } finally {
            never.countDown();
        }
    }

    /** One turn only, and a first event that wants to be tried again in an hour. */
    @Test
    void whoWaitsToBeTriedAgainTakesNobodysTurnButKeepsItsPlace() throws Exception {
        Retry late =
                Retry.DEFAULT.withDelays(new TimeSpan("1h"), new TimeSpan("1h")).withMaxAge(new TimeSpan("24h"));
        try (Scene scene = scene(
                event -> {
                    if (event.text().equals("bad")) {
                        throw new IllegalStateException("bad");
                    }
                    return TAKEN;
                },
                late,
                new DeliveryLimits(1, 100, 1, 1))) {
            scene.emit(event("bad"));
            await().until(() -> scene.count("retried default").get() == 1
                    && scene.gateway().status().running() == 0);

            assertThat(scene.emit(event("good")).status()).isEqualTo(202);
            await().until(() -> scene.count("processed default").get() == 1);
            assertThat(scene.gateway().status().waiting()).isEqualTo(1);
            assertThat(scene.gateway().queues()).singleElement().satisfies(queue -> {
                assertThat(queue.waiting()).isEqualTo(1);
                assertThat(queue.running()).isZero();
            });

            scene.emit(event("bad"));
            await().until(() -> scene.count("retried default").get() == 2);
            assertThat(scene.emit(event("good")).status())
                    .as("both places of the lane are taken")
                    .isEqualTo(503);
            assertThat(scene.gateway().drain(Duration.ZERO)).isEqualTo(2);
        }
    }

    @Test
    void whatWaitsToBeTriedAgainWhenTheGatewayStopsIsInTheLogWhole() throws Exception {
        Retry late = Retry.DEFAULT.withDelays(new TimeSpan("1h"), new TimeSpan("1h"));
        try (LogLines log = new LogLines();
                Scene scene = scene(
                        event -> {
                            throw new IllegalStateException("down");
                        },
                        late.withMaxAge(new TimeSpan("24h")))) {
            scene.emit(event("first"));
            scene.emit(event("second"));
            await().until(() -> scene.count("retried default").get() == 2
                    && scene.gateway().status().running() == 0);

            assertThat(scene.gateway().drain(Duration.ZERO)).isEqualTo(2);

            assertThat(log.warnings()).hasSize(2).anyMatch(line -> line.contains("first"));
            assertThat(scene.gateway().status().waiting()).isZero();
            assertThat(scene.count("lost default")).hasValue(2);
            assertThat(scene.count("processed default")).hasValue(2);
        }
    }

    @Test
    void anEventThatIsTooOldIsNotTriedAnyMore() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (LogLines log = new LogLines();
                Scene scene = scene(
                        event -> {
                            release.await();
                            return TAKEN;
                        },
                        Retry.DEFAULT.withMaxAge(new TimeSpan("1ms")),
                        new DeliveryLimits(10, 100, 1, 1))) {
            scene.emit(event("running"));
            scene.emit(event("waiting"));
            long accepted = System.nanoTime();
            await().until(() -> System.nanoTime() - accepted > 2_000_000);
            release.countDown();

            await().until(scene::isIdle);
            assertThat(scene.seen("f")).extracting(Event::text).containsExactly("running");
            assertThat(log.warnings()).singleElement().asString().contains("waiting", "too old");
        }
    }

    /** A deterministic storm: each event fails as often as its number says, and all must arrive in the end. */
    @Test
    void manyEventsThatFailAFewTimesAllArriveAndEveryBoundIsKept() throws Exception {
        int events = 500;
        Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
        Queue<String> arrived = new ConcurrentLinkedQueue<>();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (Scene scene = scene(
                event -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    try {
                        int call = calls.computeIfAbsent(event.text(), unused -> new AtomicInteger())
                                .incrementAndGet();
                        if (call <= Integer.parseInt(event.text()) % 5) {
                            throw FunctionException.answered(503, Optional.empty());
                        }
                        arrived.add(event.text());
                        return TAKEN;
                    } finally {
                        running.decrementAndGet();
                    }
                },
                SOON,
                new DeliveryLimits(events, events, 4, 4))) {
            for (int number = 0; number < events; number++) {
                assertThat(scene.emit(event(String.valueOf(number))).status()).isEqualTo(202);
            }

            await().until(scene::isIdle);
            assertThat(arrived).hasSize(events).doesNotHaveDuplicates();
            assertThat(most.get()).isLessThanOrEqualTo(4);
            assertThat(scene.count("lost default")).hasValue(0);
            assertThat(scene.count("processed default")).hasValue(events);
        }
    }
}
