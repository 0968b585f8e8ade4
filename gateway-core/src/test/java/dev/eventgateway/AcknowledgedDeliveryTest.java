package dev.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.eventgateway.delivery.DeliveryLimits;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.function.JavaFunction;
import dev.eventgateway.function.TimeSpan;
import dev.eventgateway.routing.Retry;
import dev.eventgateway.routing.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Senders who wait for what becomes of their events. */
class AcknowledgedDeliveryTest {

    private static final String SPACE = "default";
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final Retry ONCE = Retry.DEFAULT.withAttempts(1);
    private static final Retry TWICE =
            Retry.DEFAULT.withDelays(new TimeSpan("1ms"), new TimeSpan("1ms")).withAttempts(2);
    private static final JavaFunction TAKING = event -> GatewayReply.accepted();
    private static final JavaFunction FAILING = event -> GatewayReply.of(500, "text/plain", "");

    private static Scene scene(Map<String, JavaFunction> handlers, Subscription... subscriptions) {
        return scene(DeliveryLimits.DEFAULT, handlers, subscriptions);
    }

    private static Scene scene(
            DeliveryLimits limits, Map<String, JavaFunction> handlers, Subscription... subscriptions) {
        Scene scene = new Scene(handlers, limits, Duration.ofSeconds(30)).type(SPACE, "user.created");
        handlers.keySet().forEach(handler -> scene.function(SPACE, handler));
        List.of(subscriptions).forEach(each -> scene.subscribe(SPACE, each));
        return scene;
    }

    private static GatewayReply post(Scene scene, String wait) throws Exception {
        return scene.post("", "Event", "user.created", "Prefer", wait);
    }

    private static Subscription to(String function) {
        return Subscription.async("user.created", function);
    }

    /** {@return by function, what became of the event there} */
    private static String outcome(GatewayReply reply, String function) {
        for (JsonElement each : outcomes(reply)) {
            JsonObject outcome = each.getAsJsonObject();
            if (outcome.get("functionId").getAsString().equals(function)) {
                String cause = outcome.has("cause") ? " " + outcome.get("cause").getAsString() : "";
                return outcome.get("outcome").getAsString() + cause + " "
                        + outcome.get("attempts").getAsInt();
            }
        }
        return "nothing";
    }

    private static JsonArray outcomes(GatewayReply reply) {
        return JsonParser.parseString(reply.text()).getAsJsonObject().getAsJsonArray("outcomes");
    }

    @Test
    void theSenderIsToldWhenTheFunctionHasTakenTheEvent() throws Exception {
        try (Scene scene = scene(Map.of("f", TAKING), to("f"))) {
            GatewayReply reply = post(scene, "wait=10");

            assertThat(scene.seen("f")).hasSize(1);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.headers().first("Preference-Applied")).contains("wait=10");
            assertThat(reply.headers().first("Content-Type")).contains("application/json");
            assertThat(reply.text())
                    .isEqualTo("{\"outcomes\":[{\"space\":\"default\",\"subscriptionId\":\"" + to("f").subscriptionId()
                            + "\",\"functionId\":\"f\",\"outcome\":\"delivered\",\"attempts\":1}]}\n");
        }
    }

    @Test
    void everySubscriptionHasAnOutcomeOfItsOwn() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        JavaFunction second = event -> calls.getAndIncrement() == 0 ? FAILING.apply(event) : GatewayReply.accepted();
        Map<String, JavaFunction> handlers = Map.of(
                "takes", TAKING,
                "late", second,
                "fails", FAILING,
                "lost", FAILING,
                "both", FAILING,
                "paused", TAKING,
                "dead", TAKING,
                "deaf", event -> GatewayReply.of(400, "text/plain", ""));
        try (Scene scene = scene(
                handlers,
                to("takes"),
                to("late").withRetry(TWICE),
                to("fails").withRetry(TWICE).withDeadLetter("dead"),
                to("lost").withRetry(ONCE),
                to("both").withRetry(ONCE).withDeadLetter("deaf"),
                to("paused").withDeadLetter("dead").withPaused(true))) {
            GatewayReply reply = post(scene, "wait=20");

            assertThat(reply.status()).isEqualTo(200);
            assertThat(outcomes(reply)).hasSize(6);
            assertThat(outcome(reply, "takes")).isEqualTo("delivered 1");
            assertThat(outcome(reply, "late")).isEqualTo("delivered 2");
            assertThat(outcome(reply, "fails")).isEqualTo("deadlettered exhausted 2");
            assertThat(outcome(reply, "lost")).isEqualTo("undelivered exhausted 1");
            assertThat(outcome(reply, "both")).isEqualTo("undelivered exhausted 1");
            assertThat(outcome(reply, "paused")).isEqualTo("deadlettered paused 0");
            assertThat(scene.gateway().deadLetters(SPACE).deadLetters()).hasSize(2);
        }
    }

    @Test
    void whatIsStillUnderWayAtTheDeadlineIsPendingAndGoesOn() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        JavaFunction slow = event -> {
            if (calls.getAndIncrement() == 0) {
                return FAILING.apply(event);
            }
            over.await();
            return GatewayReply.accepted();
        };
        try (Scene scene = scene(Map.of("slow", slow, "f", TAKING), to("slow").withRetry(TWICE), to("f"))) {
            GatewayReply reply = post(scene, "wait=1");

            assertThat(reply.status()).isEqualTo(504);
            assertThat(reply.headers().first("Preference-Applied")).contains("wait=1");
            assertThat(outcome(reply, "slow")).isEqualTo("pending 1");
            assertThat(outcome(reply, "f")).isEqualTo("delivered 1");
            assertThat(reply.text()).startsWith("{\"errors\":[{\"message\":\"").contains("will still be tried");

            over.countDown();
            await().until(scene::isIdle);
            assertThat(scene.gateway().deadLetters(SPACE).deadLetters()).isEmpty();
        }
    }

    @Test
    void whereNobodyIsSubscribedThereIsNothingToWaitFor() throws Exception {
        try (Scene scene = scene(Map.of("f", TAKING))) {
            GatewayReply reply = post(scene, "wait=10");

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).isEqualTo("{\"outcomes\":[]}\n");
            assertThat(scene.post("", "Prefer", "wait=10").status()).isEqualTo(404);
            GatewayReply batch = scene.post("[]", "Content-Type", BATCH, "Prefer", "wait=10");
            assertThat(batch.status()).isEqualTo(200);
            assertThat(batch.text()).isEqualTo("{\"outcomes\":[]}\n");
        }
    }

    @Test
    void theAnswerOfASynchronousFunctionIsNotWaitedFor() throws Exception {
        JavaFunction answering = event -> GatewayReply.of(200, "text/plain", "answer");
        CountDownLatch over = new CountDownLatch(1);
        JavaFunction tap = event -> {
            over.await();
            return GatewayReply.accepted();
        };
        try (Scene scene = scene(Map.of("f", answering, "tap", tap), to("tap"))) {
            scene.sync(SPACE, "user.created", "f");

            GatewayReply reply = post(scene, "wait=10");

            assertThat(reply.text()).isEqualTo("answer");
            assertThat(reply.headers().first("Preference-Applied")).isEmpty();
            over.countDown();
        }
    }

    @Test
    void eachEventOfABatchHasItsOutcomes() throws Exception {
        try (Scene scene = scene(Map.of("f", TAKING, "g", FAILING), to("f"), to("g").withRetry(ONCE))) {
            String event = "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/s\",\"type\":\"%s\"}";
            String batch = "[" + event.formatted("a", "user.created") + "," + event.formatted("b", "unwanted") + ","
                    + event.formatted("c", "user.created") + "]";

            GatewayReply reply = scene.post(batch, "Content-Type", BATCH, "Prefer", "wait=10");

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.headers().first("Preference-Applied")).contains("wait=10");
            assertThat(outcomes(reply))
                    .extracting(each -> each.getAsJsonObject().get("index") + " "
                            + each.getAsJsonObject().get("id").getAsString() + " "
                            + each.getAsJsonObject().get("outcome").getAsString())
                    .containsExactlyInAnyOrder("0 a delivered", "0 a undelivered", "2 c delivered", "2 c undelivered");
            assertThat(scene.count("unmatched")).hasValue(1);
        }
    }

    @Test
    void whatIsRefusedIsRefusedAtOnce() throws Exception {
        try (Scene scene = scene(Map.of("f", TAKING), to("f").withPaused(true))) {
            GatewayReply reply = post(scene, "wait=10");

            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.headers().first("Preference-Applied")).isEmpty();
        }
    }

    @Test
    void ofASpaceThatDeniesTheEventNothingIsSaid() throws Exception {
        try (Scene scene = new Scene(Map.of("f", TAKING, "g", TAKING, "no", event -> Scene.ok("{}")))
                .function("aaa", "f")
                .type("aaa", "user.created")
                .async("aaa", "user.created", "f")
                .function("bbb", "no")
                .guarded("bbb", "user.created", "no")
                .function("bbb", "g")
                .async("bbb", "user.created", "g")) {
            GatewayReply reply = post(scene, "wait=10");

            assertThat(outcome(reply, "f")).isEqualTo("delivered 1");
            assertThat(outcomes(reply)).hasSize(1);
        }
    }

    @Test
    void aGatewayThatStopsAnswersWhoWaits() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        JavaFunction hanging = event -> {
            never.await();
            return GatewayReply.accepted();
        };
        try (Scene scene =
                scene(Map.of("f", hanging, "g", hanging, "dead", TAKING), to("f"), to("g").withDeadLetter("dead"))) {
            CompletableFuture<GatewayReply> reply = waiting(scene, 60);
            await().until(() -> scene.seen("f").size() == 1 && scene.seen("g").size() == 1);

            scene.gateway().drain(Duration.ofSeconds(2));

            GatewayReply told = reply.get(30, TimeUnit.SECONDS);
            assertThat(told.status()).isEqualTo(200);
            assertThat(outcome(told, "f")).isEqualTo("undelivered stopped 0");
            assertThat(outcome(told, "g")).isEqualTo("deadlettered stopped 0");
            never.countDown();
        }
    }

    private static CompletableFuture<GatewayReply> waiting(Scene scene, int seconds) {
        Headers headers = Headers.builder()
                .add("Event", "user.created")
                .add("Prefer", "wait=" + seconds)
                .build();
        return scene.gateway()
                .handle(GatewayRequest.of("POST", "/", headers, "event".getBytes(StandardCharsets.UTF_8)))
                .toCompletableFuture();
    }

    /** An event counts about a thousand bytes, and a tenth of what events may take may be waited for. */
    @Test
    void whenTooMuchIsWaitedForFurtherSendersNeedNotWait() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        JavaFunction slow = event -> {
            over.await();
            return GatewayReply.accepted();
        };
        DeliveryLimits limits = new DeliveryLimits(100, 100, 10, 10, 25_000, 25_000);
        try (Scene scene = scene(limits, Map.of("f", slow), to("f"))) {
            List<CompletableFuture<GatewayReply>> replies = List.of(waiting(scene, 60), waiting(scene, 60));

            GatewayReply third = post(scene, "wait=60");
            assertThat(third.status()).isEqualTo(202);
            assertThat(third.headers().first("Preference-Applied")).isEmpty();

            over.countDown();
            for (CompletableFuture<GatewayReply> reply : replies) {
                assertThat(reply.get(30, TimeUnit.SECONDS).status()).isEqualTo(200);
            }
            assertThat(post(scene, "wait=60").status())
                    .as("there is room again")
                    .isEqualTo(200);
        }
    }

    @Test
    void whoEmitsWithinTheProcessCanWaitToo() throws Exception {
        try (Scene scene = scene(Map.of("f", TAKING), to("f"))) {
            GatewayReply reply = scene.gateway()
                    .emit(Event.of("user.created"), "/", Duration.ofMillis(1_500))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.headers().first("Preference-Applied")).contains("wait=2");
            assertThat(outcome(reply, "f")).isEqualTo("delivered 1");
        }
    }
}
