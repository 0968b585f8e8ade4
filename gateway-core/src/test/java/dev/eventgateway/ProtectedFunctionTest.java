package dev.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.delivery.DeliveryLimits;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.function.JavaFunction;
import dev.eventgateway.function.Protection;
import dev.eventgateway.function.Protection.Timeouts;
import dev.eventgateway.function.TimeSpan;
import dev.eventgateway.routing.Retry;
import dev.eventgateway.routing.Subscription;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Functions that are kept from more calls than are good for them. */
class ProtectedFunctionTest extends ProtectedFunctionScenes {

    @Test
    void aSynchronousCallThatFindsNoRoomIsAnsweredAtOnce() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Scene scene = scene(
                event -> {
                    release.await();
                    return GatewayReply.of(200, "text/plain", "answer");
                },
                Protection.NONE.withMaxConcurrency(1))) {
            scene.sync(SPACE, "user.created", "f");
            CompletionStage<GatewayReply> first = send(scene, "first");
            await().until(() -> scene.seen("f").size() == 1);

            GatewayReply second = scene.emit(event("second"));

            assertThat(second.status()).isEqualTo(503);
            assertThat(second.headers().first("Retry-After")).contains("1");
            assertThat(second.text())
                    .isEqualTo("{\"errors\":[{\"message\":\"Function is busy. Please try again later.\"}]}\n");
            assertThat(scene.count("saturated f")).hasValue(1);
            release.countDown();
            assertThat(first.toCompletableFuture().join().text()).isEqualTo("answer");
            assertThat(scene.emit(event("third")).status()).isEqualTo(200);
        }
    }

    @Test
    void aSynchronousCallThatIsOneTooManyIsToldWhenToComeBack() throws Exception {
        try (Scene scene = scene(TAKING, Protection.NONE.withRateLimit(2, new TimeSpan("1m")))) {
            scene.sync(SPACE, "user.created", "f");
            assertThat(scene.emit(event("1")).status()).isEqualTo(202);
            assertThat(scene.emit(event("2")).status()).isEqualTo(202);

            GatewayReply third = scene.emit(event("3"));

            assertThat(third.status()).isEqualTo(503);
            assertThat(Integer.parseInt(third.headers().first("Retry-After").orElseThrow()))
                    .isBetween(30, 60);
            assertThat(third.text()).contains("Function is called too often. Please try again later.");
            assertThat(scene.count("rate_limited f")).hasValue(1);
        }
    }

    @Test
    void asynchronousEventsWaitForRoomAndNoneIsTriedInVain() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Queue<String> arrived = new ConcurrentLinkedQueue<>();
        JavaFunction counting = event -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            running.decrementAndGet();
            arrived.add(event.text());
            return TAKEN;
        };
        try (Scene scene = scene(counting, Protection.NONE.withMaxConcurrency(3))) {
            scene.async(SPACE, "user.created", "f");
            scene.type(SPACE, "user.asked").sync(SPACE, "user.asked", "f");
            int answered = 0;
            for (int number = 0; number < 500; number++) {
                assertThat(scene.emit(event("event-" + number)).status()).isEqualTo(202);
                if (scene.emit(Event.of("user.asked", "text/plain", "call-" + number))
                                .status()
                        == 202) {
                    answered++;
                }
            }

            await().until(scene::isIdle);
            assertThat(arrived).hasSize(500 + answered).doesNotHaveDuplicates();
            assertThat(most.get()).isLessThanOrEqualTo(3);
            assertThat(scene.count("retried default")).hasValue(0);
            assertThat(scene.count("saturated f")).hasValue(500 - answered);
        }
    }

    @Test
    void theEndOfASynchronousCallMakesRoomForAnEventThatWaits() throws Exception {
        Semaphore leave = new Semaphore(0);
        try (Scene scene = scene(
                event -> {
                    leave.acquire();
                    return TAKEN;
                },
                Protection.NONE.withMaxConcurrency(1))) {
            scene.subscribe(SPACE, Subscription.async("user.created", "f"));
            scene.type(SPACE, "user.asked").sync(SPACE, "user.asked", "f");
            CompletionStage<GatewayReply> call = scene.gateway().emit(Event.of("user.asked", "text/plain", "call"));
            await().until(() -> scene.seen("f").size() == 1);
            assertThat(scene.emit(event("event")).status()).isEqualTo(202);
            assertThat(scene.gateway().queues()).singleElement().satisfies(queue -> {
                assertThat(queue.waiting()).isEqualTo(1);
                assertThat(queue.running()).as("it takes no turn").isZero();
            });

            leave.release();

            assertThat(call.toCompletableFuture().join().status()).isEqualTo(202);
            await().until(() -> scene.seen("f").size() == 2);
            leave.release();
            await().until(scene::isIdle);
        }
    }

    @Test
    void asynchronousEventsAreDeliveredAsFastAsTheRateAllows() throws Exception {
        Queue<Long> times = new ConcurrentLinkedQueue<>();
        try (Scene scene = scene(
                event -> {
                    times.add(System.nanoTime());
                    return TAKEN;
                },
                Protection.NONE.withRateLimit(5, new TimeSpan("30ms")))) {
            scene.async(SPACE, "user.created", "f");
            long start = System.nanoTime();
            for (int number = 0; number < 21; number++) {
                scene.emit(event("x"));
            }

            await().until(() -> times.size() == 21 && scene.isIdle());
            assertThat(times)
                    .last()
                    .satisfies(last -> assertThat(Duration.ofNanos(last - start))
                            .isGreaterThanOrEqualTo(Duration.ofMillis(4 * 30)));
            assertThat(scene.count("retried default")).hasValue(0);
        }
    }

    @Test
    void eventsThatBecameTooOldTakeNothingOfTheRate() throws Exception {
        Semaphore leave = new Semaphore(0);
        JavaFunction waiting = event -> {
            leave.acquire();
            return TAKEN;
        };
        try (Scene scene = scene(waiting, Protection.NONE.withMaxConcurrency(1).withRateLimit(2, HOUR))) {
            scene.subscribe(
                    SPACE,
                    Subscription.async("user.created", "f").withRetry(Retry.DEFAULT.withMaxAge(new TimeSpan("1ms"))));
            scene.type(SPACE, "user.gone").async(SPACE, "user.gone", "f");
            scene.emit(Event.of("user.gone", "text/plain", "first"));
            await().until(() -> scene.seen("f").size() == 1);
            scene.emit(event("too old"));
            scene.emit(event("too old as well"));
            long sent = System.nanoTime();
            scene.emit(Event.of("user.gone", "text/plain", "second"));
            await().until(() -> System.nanoTime() - sent > Duration.ofMillis(2).toNanos());

            leave.release(2);

            await().until(() -> scene.seen("f").size() == 2 && scene.isIdle());
            assertThat(scene.seen("f"))
                    .last()
                    .satisfies(event -> assertThat(event.text()).isEqualTo("second"));
            assertThat(scene.count("lost default")).hasValue(2);
        }
    }

    @Test
    void aDeadLetterFunctionIsProtectedAsWell() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        JavaFunction dead = event -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            release.await();
            running.decrementAndGet();
            return TAKEN;
        };
        try (Scene scene = scene(
                Map.of("f", dead, "broken", BROKEN), Protection.NONE.withMaxConcurrency(2), DeliveryLimits.DEFAULT)) {
            scene.subscribe(
                    SPACE,
                    Subscription.async("user.created", "broken")
                            .withRetry(Retry.DEFAULT.withAttempts(1))
                            .withDeadLetter("f"));
            for (int number = 0; number < 10; number++) {
                scene.emit(event("x"));
            }
            await().until(() -> scene.seen("broken").size() == 10 && running.get() == 2);
            release.countDown();

            await().until(() -> scene.count("dead-lettered default").get() == 10 && scene.isIdle());
            assertThat(most).hasValue(2);
        }
    }

    @Test
    void anAuthorizerThatFindsNoRoomIsNoClearYes() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        JavaFunction authorizer = event -> {
            release.await();
            return Scene.principal("ada");
        };
        try (Scene scene = new Scene(Map.of("auth", authorizer, "g", TAKING))) {
            scene.function(SPACE, "auth", Protection.NONE.withMaxConcurrency(1)).function(SPACE, "g");
            scene.guarded(SPACE, "user.created", "auth").async(SPACE, "user.created", "g");
            CompletionStage<GatewayReply> first = send(scene, "first");
            await().until(() -> scene.seen("auth").size() == 1);

            assertThat(scene.emit(event("second")).status()).isEqualTo(403);

            release.countDown();
            assertThat(first.toCompletableFuture().join().status()).isEqualTo(202);
            assertThat(scene.emit(event("third")).status()).isEqualTo(202);
        }
    }

    @Test
    void systemEventsWaitForRoomInTheirOwnQueue() throws Exception {
        Semaphore leave = new Semaphore(0);
        JavaFunction observer = event -> {
            leave.acquire();
            return TAKEN;
        };
        try (Scene scene = scene(
                Map.of("f", observer, "g", TAKING), Protection.NONE.withMaxConcurrency(1), DeliveryLimits.DEFAULT)) {
            scene.type(SPACE, "eventgateway.function.invoked").async(SPACE, "eventgateway.function.invoked", "f");
            scene.async(SPACE, "user.created", "g");
            for (int number = 0; number < 4; number++) {
                scene.emit(event("x"));
            }
            await().until(() -> scene.seen("g").size() == 4 && scene.seen("f").size() == 1);
            assertThat(scene.gateway().systemEventQueues())
                    .singleElement()
                    .satisfies(queue -> assertThat(queue.waiting()).isEqualTo(3));

            leave.release(4);

            await().until(() -> scene.seen("f").size() == 4);
            assertThat(scene.count("dropped default")).hasValue(0);
        }
    }

    @Test
    void theFunctionsOwnTimeHoldsWhereTheSubscriptionSaysNothing() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        JavaFunction hanging = event -> {
            never.await();
            return TAKEN;
        };
        Timeouts times = new Timeouts(Optional.empty(), Optional.of(SHORT));
        try (Scene scene = scene(hanging, Protection.NONE.withTimeouts(times))) {
            scene.sync(SPACE, "user.created", "f");
            assertThat(scene.emit(event("x")).status()).isEqualTo(504);
            scene.type(SPACE, "user.gone");
            scene.subscribe(
                    SPACE,
                    Subscription.async("user.gone", "f")
                            .withRetry(Retry.DEFAULT.withAttempts(1).withTimeout(new TimeSpan("15m"))));
            scene.emit(Event.of("user.gone", "text/plain", "x"));
            await().until(() -> scene.seen("f").size() == 2);
            assertThat(scene.gateway().drain(Duration.ofMillis(200)))
                    .as("still waited for")
                    .isEqualTo(1);
        } finally {
            never.countDown();
        }
    }
}
