package dev.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.catalog.LogLines;
import dev.eventgateway.delivery.DeliveryLimits;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.function.Circuit;
import dev.eventgateway.function.JavaFunction;
import dev.eventgateway.function.TimeSpan;
import dev.eventgateway.routing.Retry;
import dev.eventgateway.routing.Subscription;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Functions that fail are left alone for a while. */
class CircuitBreakerTest extends ProtectedFunctionScenes {

    @Test
    void aFunctionThatFailsIsLeftAloneUntilAProbeIsWell() throws Exception {
        AtomicBoolean well = new AtomicBoolean();
        try (LogLines log = new LogLines();
                Scene scene = scene(
                        event -> well.get() ? TAKEN : GatewayReply.of(500, "text/plain", "down"), opensAtOnce(SHORT))) {
            scene.sync(SPACE, "user.created", "f");
            assertThat(scene.emit(event("fails")).status()).isEqualTo(500);

            GatewayReply refused = scene.emit(event("refused"));

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.headers().first("Retry-After")).contains("1");
            assertThat(refused.text()).contains("Function is failing and left alone. Please try again later.");
            assertThat(scene.gateway().status().openCircuits())
                    .containsExactly(new Circuit(SPACE, "f", Circuit.State.OPEN));
            assertThat(log.warnings())
                    .filteredOn(line -> line.contains("circuit breaker opened"))
                    .hasSize(1);
            well.set(true);
            await().until(() -> scene.emit(event("again")).status() == 202);
            assertThat(scene.gateway().circuits()).containsExactly(new Circuit(SPACE, "f", Circuit.State.CLOSED));
            assertThat(scene.gateway().status().openCircuits()).isEmpty();
        }
    }

    @Test
    void anAnswerThatTheFunctionMeansIsNoFailure() throws Exception {
        try (Scene scene = scene(event -> GatewayReply.of(404, "text/plain", ""), opensAtOnce(HOUR))) {
            scene.sync(SPACE, "user.created", "f");
            for (int call = 0; call < 5; call++) {
                assertThat(scene.emit(event("x")).status()).isEqualTo(404);
            }
            assertThat(scene.gateway().status().openCircuits()).isEmpty();
        }
    }

    @Test
    void aFunctionThatIsLeftAloneGetsEveryEventWhenItIsWellAgain() throws Exception {
        AtomicBoolean well = new AtomicBoolean();
        AtomicInteger failed = new AtomicInteger();
        Queue<String> arrived = new ConcurrentLinkedQueue<>();
        JavaFunction function = event -> {
            if (!well.get()) {
                failed.incrementAndGet();
                return GatewayReply.of(503, "text/plain", "");
            }
            arrived.add(event.text());
            return TAKEN;
        };
        Map<String, JavaFunction> both = Map.of("f", function, "beside", TAKING);
        try (LogLines log = new LogLines();
                Scene scene = scene(both, opensAtOnce(SHORT), new DeliveryLimits(1_000, 2_000, 1, 2))) {
            scene.subscribe(SPACE, Subscription.async("user.created", "f").withRetry(SOON));
            scene.async(SPACE, "user.created", "beside");
            for (int number = 0; number < 200; number++) {
                assertThat(scene.emit(event(String.valueOf(number))).status()).isEqualTo(202);
            }
            await().until(() -> scene.seen("beside").size() == 200 && failed.get() >= 3);
            assertThat(failed.get()).as("one call to open it, then probes only").isLessThan(20);
            well.set(true);

            await().until(scene::isIdle);
            assertThat(arrived).hasSize(200).doesNotHaveDuplicates();
            assertThat(scene.count("retried default")).hasValue(failed.get());
            assertThat(log.warnings()).singleElement().asString().contains("circuit breaker opened");
        }
    }

    @Test
    void eventsThatWaitForAFunctionThatIsLeftAloneDoNotBecomeOlderThanTheyMay() throws Exception {
        try (Scene scene = scene(Map.of("f", BROKEN, "dead", TAKING), opensAtOnce(HOUR), DeliveryLimits.DEFAULT)) {
            scene.subscribe(
                    SPACE,
                    Subscription.async("user.created", "f")
                            .withRetry(Retry.DEFAULT.withAttempts(1).withMaxAge(new TimeSpan("100ms")))
                            .withDeadLetter("dead"));
            open(scene);
            await().until(() -> scene.seen("dead").size() == 1);

            scene.emit(event("late"));
            scene.emit(event("later"));

            await().until(() -> scene.seen("dead").size() == 3 && scene.isIdle());
            assertThat(scene.seen("dead").subList(1, 3))
                    .allSatisfy(
                            letter -> assertThat(letter.text()).contains("\"cause\":\"expired\"", "\"attempts\":[]"));
            assertThat(scene.seen("f")).hasSize(1);
        }
    }

    @Test
    void aQueueThatFillsUpBehindAFunctionThatIsLeftAloneRefuses() throws Exception {
        try (Scene scene = scene(Map.of("f", BROKEN), opensAtOnce(HOUR), new DeliveryLimits(2, 100, 1, 10))) {
            scene.subscribe(SPACE, Subscription.async("user.created", "f").withRetry(late()));
            open(scene);

            assertThat(scene.emit(event("2")).status()).isEqualTo(202);
            assertThat(scene.emit(event("3")).status()).isEqualTo(202);
            assertThat(scene.emit(event("4")).status()).isEqualTo(503);
            assertThat(scene.gateway().drain(Duration.ZERO)).isEqualTo(3);
        }
    }

    @Test
    void aGatewayStopsInTimeBesideAnOpenBreakerAndNothingIsLost() throws Exception {
        try (LogLines log = new LogLines();
                Scene scene = scene(Map.of("f", BROKEN, "dead", TAKING), opensAtOnce(HOUR), DeliveryLimits.DEFAULT)) {
            scene.type(SPACE, "user.gone");
            scene.subscribe(
                    SPACE,
                    Subscription.async("user.created", "f").withRetry(late()).withDeadLetter("dead"));
            scene.subscribe(SPACE, Subscription.async("user.gone", "f").withRetry(late()));
            open(scene);
            scene.emit(event("waits"));
            scene.emit(Event.of("user.gone", "text/plain", "has no dead letter function"));

            assertThat(scene.gateway().drain(Duration.ofSeconds(1))).isEqualTo(1);

            assertThat(scene.seen("dead"))
                    .hasSize(2)
                    .allSatisfy(letter -> assertThat(letter.text()).contains("\"cause\":\"stopped\""));
            assertThat(log.warnings())
                    .filteredOn(line -> line.contains("has no dead letter function"))
                    .hasSize(1);
            assertThat(scene.gateway().status().waiting()).isZero();
        }
    }

    @Test
    void whatWaitsFollowsTheDocument() throws Exception {
        AtomicBoolean well = new AtomicBoolean();
        JavaFunction function = event -> well.get() ? TAKEN : GatewayReply.of(503, "text/plain", "");
        try (Scene scene = scene(function, opensAtOnce(HOUR))) {
            scene.subscribe(SPACE, Subscription.async("user.created", "f").withRetry(Retry.DEFAULT.withAttempts(1)));
            open(scene);
            scene.emit(event("waits"));
            well.set(true);
            scene.touch(SPACE, "f");

            await().until(() -> scene.seen("f").size() == 2);
            assertThat(scene.gateway().status().openCircuits()).isEmpty();
            assertThat(scene.gateway().circuits()).isEmpty();
        }
    }

    @Test
    void aFunctionThatIsGoneHasNoBreaker() throws Exception {
        try (Scene scene = scene(BROKEN, opensAtOnce(HOUR))) {
            scene.subscribe(SPACE, Subscription.async("user.created", "f").withRetry(Retry.DEFAULT.withAttempts(1)));
            open(scene);
            String id =
                    scene.gateway().subscriptions().list(SPACE, Map.of()).get(0).subscriptionId();
            scene.gateway().subscriptions().delete(SPACE, id);
            scene.gateway().functions().delete(SPACE, "f");

            assertThat(scene.gateway().status().openCircuits()).isEmpty();
        }
    }
}
