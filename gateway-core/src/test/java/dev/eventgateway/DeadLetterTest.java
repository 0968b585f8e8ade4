package dev.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.eventgateway.catalog.LogLines;
import dev.eventgateway.delivery.DeadLetterList;
import dev.eventgateway.delivery.DeliveryLimits;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.function.JavaFunction;
import dev.eventgateway.function.TimeSpan;
import dev.eventgateway.routing.Retry;
import dev.eventgateway.routing.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What happens to events that cannot be delivered. */
class DeadLetterTest {

    private static final String SPACE = "default";
    private static final Retry TWICE =
            Retry.DEFAULT.withDelays(new TimeSpan("1ms"), new TimeSpan("1ms")).withAttempts(2);
    private static final Subscription SUBSCRIPTION =
            Subscription.async("user.created", "f").withRetry(TWICE).withDeadLetter("dead");
    private static final JavaFunction TAKING = event -> GatewayReply.accepted();
    private static final JavaFunction FAILING = event -> {
        throw new IllegalStateException("broken");
    };

    private static Event event(String text) {
        return Event.of("user.created", "text/plain", text);
    }

    private static Scene scene(JavaFunction function, JavaFunction dead) {
        return scene(function, dead, DeliveryLimits.DEFAULT);
    }

    private static Scene scene(JavaFunction function, JavaFunction dead, DeliveryLimits limits) {
        return new Scene(Map.of("f", function, "dead", dead), limits, Duration.ofSeconds(30))
                .function(SPACE, "f")
                .function(SPACE, "dead")
                .type(SPACE, "user.created")
                .subscribe(SPACE, SUBSCRIPTION);
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    @Test
    void theDeadLetterFunctionGetsTheEventAsJsonWithTheCauseAndTheAttempts() throws Exception {
        try (LogLines log = new LogLines();
                Scene scene = scene(event -> GatewayReply.of(503, "text/plain", "busy"), TAKING)) {
            Event sent = Event.of("user.created", "application/json", "{\"name\":\"Ada\"}");
            assertThat(scene.emit(sent).status()).isEqualTo(202);

            await().until(() -> scene.seen("dead").size() == 1 && scene.isIdle());
            Event letter = scene.seen("dead").get(0);
            assertThat(letter.type()).isEqualTo("eventgateway.deadletter");
            JsonObject data = json(letter.text());
            assertThat(data.getAsJsonObject("event"))
                    .isEqualTo(json(sent.withHops(1).asData().text()));
            assertThat(data.get("cause").getAsString()).isEqualTo("exhausted");
            assertThat(data.get("space").getAsString()).isEqualTo(SPACE);
            assertThat(data.get("functionId").getAsString()).isEqualTo("f");
            assertThat(data.get("subscriptionId").getAsString()).isEqualTo(SUBSCRIPTION.subscriptionId());
            JsonArray attempts = data.getAsJsonArray("attempts");
            assertThat(attempts).hasSize(2).allSatisfy(each -> {
                JsonObject attempt = each.getAsJsonObject();
                assertThat(attempt.get("status").getAsInt()).isEqualTo(503);
                assertThat(attempt.get("outcome").getAsString()).isEqualTo("bad_answer");
                assertThat(attempt.get("milliseconds").getAsLong()).isNotNegative();
                assertThat(Instant.parse(attempt.get("time").getAsString()))
                        .isBeforeOrEqualTo(Instant.parse(data.get("time").getAsString()));
            });
            assertThat(log.warnings()).isEmpty();
            assertThat(scene.count("dead-lettered default")).hasValue(1);
            assertThat(scene.count("processed default")).hasValue(1);
            assertThat(scene.count("lost default")).hasValue(0);
            assertThat(scene.gateway().deadLetters(SPACE).deadLetters()).isEmpty();
        }
    }

    @Test
    void whatTheFunctionDoesNotWantIsADeadLetterAtOnce() throws Exception {
        try (Scene scene = scene(event -> GatewayReply.of(410, "text/plain", ""), TAKING)) {
            scene.emit(event("x"));

            await().until(() -> scene.seen("dead").size() == 1);
            JsonObject data = json(scene.seen("dead").get(0).text());
            assertThat(data.get("cause").getAsString()).isEqualTo("rejected");
            assertThat(data.getAsJsonArray("attempts")).hasSize(1);
        }
    }

    @Test
    void aDeadLetterFunctionThatRecoversGetsItsLetter() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (LogLines log = new LogLines();
                Scene scene = scene(FAILING, event -> {
                    if (calls.incrementAndGet() < 3) {
                        throw new IllegalStateException("not yet");
                    }
                    return GatewayReply.accepted();
                })) {
            scene.emit(event("x"));

            await().until(() -> scene.count("dead-lettered default").get() == 1 && scene.isIdle());
            assertThat(log.warnings()).isEmpty();
        }
    }

    @Test
    void withoutDeadLetterFunctionTheEventIsCountedLoggedOnceAndListed() throws Exception {
        try (LogLines log = new LogLines();
                Scene scene = scene(FAILING, TAKING)) {
            scene.type(SPACE, "user.left")
                    .subscribe(SPACE, Subscription.async("user.left", "f").withRetry(TWICE));
            scene.emit(Event.of("user.left", "text/plain", "whole event"));

            await().until(() -> scene.count("lost default").get() == 1 && scene.isIdle());
            assertThat(log.warnings()).singleElement().asString().contains("whole event", "all attempts failed");
            DeadLetterList list = scene.gateway().deadLetters(SPACE);
            assertThat(list.discarded()).isZero();
            assertThat(list.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.event().text()).isEqualTo("whole event");
                assertThat(letter.cause()).isEqualTo("exhausted");
            });
            assertThat(scene.gateway().deadLetters("other").deadLetters()).isEmpty();
            assertThat(scene.seen("dead")).isEmpty();
        }
    }

    @Test
    void whatTheDeadLetterFunctionDoesNotTakeIsLoggedAndListedWithItsOwnCause() throws Exception {
        try (LogLines log = new LogLines();
                Scene scene = scene(FAILING, event -> GatewayReply.of(400, "text/plain", ""))) {
            scene.emit(event("whole event"));

            await().until(() -> scene.count("lost default").get() == 1 && scene.isIdle());
            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains("whole event", "THREW", "dead letter function dead; attempt 1", "status 400");
            assertThat(scene.gateway().deadLetters(SPACE).deadLetters())
                    .singleElement()
                    .satisfies(letter -> {
                        assertThat(letter.event().text()).isEqualTo("whole event");
                        assertThat(letter.cause()).isEqualTo("exhausted");
                        assertThat(letter.subscription().functionId()).isEqualTo("f");
                    });
            assertThat(scene.count("processed default")).hasValue(1);
            assertThat(scene.count("dead-lettered default")).hasValue(0);
        }
    }

    @Test
    void credentialsAreNotListed() throws Exception {
        try (Scene scene = scene(FAILING, TAKING)) {
            scene.type(SPACE, "http.request")
                    .subscribe(
                            SPACE,
                            Subscription.async("http.request", "f")
                                    .at("POST", "/hook")
                                    .withRetry(Retry.DEFAULT.withAttempts(1)));
            scene.send("POST", "/hook", "body", "Authorization", "bearer secret");

            await().until(() ->
                    !scene.gateway().deadLetters(SPACE).deadLetters().isEmpty());
            var letter = scene.gateway().deadLetters(SPACE).deadLetters().get(0);
            assertThat(letter.withoutCredentials().text()).contains("Ym9keQ==").doesNotContain("secret");
            assertThat(letter.data().text()).contains("secret");
        }
    }

    /** The dead letter function has one turn and one place, and stands still: events wait where they are, none is lost. */
    @Test
    void whereTheDeadLettersQueueIsFullEventsWaitForAPlaceInIt() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean broken = new AtomicBoolean(true);
        try (LogLines log = new LogLines();
                Scene scene = scene(
                        event -> {
                            if (broken.get()) {
                                throw new IllegalStateException("broken");
                            }
                            return GatewayReply.accepted();
                        },
                        event -> {
                            release.await();
                            return GatewayReply.accepted();
                        },
                        new DeliveryLimits(1, 100, 1, 10))) {
            int accepted = 0;
            while (scene.emit(event("x")).status() == 202) {
                accepted++;
                int soFar = accepted;
                await().until(() -> scene.count("retried default").get() == soFar
                        && scene.gateway().status().running() <= 1);
            }
            assertThat(accepted).as("two places in each lane").isEqualTo(4);

            release.countDown();
            await().until(scene::isIdle);
            assertThat(scene.count("dead-lettered default")).hasValue(4);
            assertThat(log.warnings()).isEmpty();
        }
    }

    @Test
    void aFullLaneOverflowsIntoTheDeadLettersInsteadOfRefusing() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Scene scene = scene(
                event -> {
                    release.await();
                    return GatewayReply.accepted();
                },
                TAKING,
                new DeliveryLimits(1, 100, 1, 10))) {
            for (int number = 0; number < 10; number++) {
                assertThat(scene.emit(event("x")).status()).isEqualTo(202);
                int overflowed = Math.max(0, number - 1);
                await().until(() -> scene.count("dead-lettered default").get() == overflowed);
            }
            assertThat(scene.seen("dead"))
                    .allSatisfy(letter -> assertThat(
                                    json(letter.text()).get("cause").getAsString())
                            .isEqualTo("overflow"));
            release.countDown();
            await().until(scene::isIdle);
            assertThat(scene.count("refused default")).hasValue(0);
            assertThat(scene.count("processed default")).hasValue(10);
            assertThat(scene.seen("f")).hasSize(2);
        }
    }

    @Test
    void whereTheDeadLettersLaneIsFullTooTheEventIsRefusedAsAWhole() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        JavaFunction waiting = event -> {
            release.await();
            return GatewayReply.accepted();
        };
        try (Scene scene = scene(waiting, waiting, new DeliveryLimits(1, 100, 1, 10))) {
            int accepted = 0;
            while (scene.emit(event("x")).status() == 202) {
                accepted++;
            }
            assertThat(accepted).isEqualTo(4);
            assertThat(scene.count("refused default")).hasValue(1);
            release.countDown();
            await().until(scene::isIdle);
            assertThat(scene.seen("f")).hasSize(2);
            assertThat(scene.seen("dead")).hasSize(2);
        }
    }

    @Test
    void whatATapsLaneHasNoPlaceForIsADeadLetterAndTheAnswerStands() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Scene scene = scene(
                event -> {
                    release.await();
                    return GatewayReply.accepted();
                },
                TAKING,
                new DeliveryLimits(1, 100, 1, 10))) {
            scene.subscribe(SPACE, Subscription.sync("user.created", "dead", "POST", "/"));
            for (int number = 0; number < 3; number++) {
                assertThat(scene.emit(event("tapped")).status()).isEqualTo(202);
            }
            await().until(() -> scene.count("dead-lettered default").get() == 1);
            assertThat(scene.seen("dead"))
                    .filteredOn(event -> event.type().equals("eventgateway.deadletter"))
                    .singleElement()
                    .satisfies(letter -> assertThat(
                                    json(letter.text()).get("cause").getAsString())
                            .isEqualTo("overflow"));
            release.countDown();
        }
    }
}
