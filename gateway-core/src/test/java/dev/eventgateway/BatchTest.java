package dev.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.eventgateway.delivery.DeliveryLimits;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.function.JavaFunction;
import dev.eventgateway.routing.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several events in one request: all of them are accepted or none. */
class BatchTest {

    private static final JavaFunction DEAF = event -> GatewayReply.accepted();

    private final Scene scene = new Scene(Map.of("f", DEAF))
            .function("default", "f")
            .type("default", "user.created")
            .async("default", "user.created", "f");

    private static String event(String id, String type) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/s\",\"type\":\"" + type
                + "\",\"data\":{\"n\":1.50}}";
    }

    private static GatewayReply send(Scene to, String... events) throws Exception {
        return sendBody(to, "[" + String.join(" , ", events) + "]");
    }

    private static GatewayReply sendBody(Scene to, String body) throws Exception {
        return to.post(
                body,
                "Content-Type",
                "application/cloudevents-batch+json; charset=utf-8",
                "Content-Length",
                String.valueOf(body.length()));
    }

    private static List<String> ids(List<Event> events) {
        return events.stream().map(Event::id).sorted().toList();
    }

    /** {@return the index and id of each error} */
    private static List<String> refused(GatewayReply reply) {
        JsonArray errors =
                JsonParser.parseString(reply.text()).getAsJsonObject().getAsJsonArray("errors");
        return StreamSupport.stream(errors.spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .map(error -> error.get("index") + " " + error.get("id"))
                .toList();
    }

    private void assertNothingIsDelivered() {
        scene.gateway().drain(Duration.ofSeconds(10));
        assertThat(scene.seen("f")).isEmpty();
    }

    @Test
    void aBatchThatIsTooLargeForAQueueIsToldSo() throws Exception {
        try (Scene scene = new Scene(
                Map.of("f", event -> GatewayReply.accepted()),
                new DeliveryLimits(10, 100, 1, 10, 2_000, 100_000),
                Duration.ofSeconds(30))) {
            String large = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/\",\"type\":\"a\",\"data\":\""
                    + "x".repeat(1_000) + "\"}";
            GatewayReply reply = scene.post("[" + large + "]", "Content-Type", "application/cloudevents-batch+json");
            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.text()).contains("larger than 1000 bytes");
            assertThat(scene.post(large, "Content-Type", "application/cloudevents+json")
                            .status())
                    .as("alone it is accepted")
                    .isEqualTo(202);
        }
    }

    private static String passed(String event) {
        return event.replace(",\"data\"", ",\"eventgatewayhops\":1,\"data\"");
    }

    /** Each event takes a place for each subscription, and they are of one function. */
    @Test
    void aBatchThatTakesMoreThanTheQueueOfOneFunctionIsAcceptedWhenTheQueueIsEmpty() throws Exception {
        try (Scene scene = twice(new DeliveryLimits(3, 100, 1, 10))) {
            String batch = "[" + event("a", "user.created") + "," + event("b", "user.created") + ","
                    + event("c", "user.created") + "]";
            for (int round = 1; round <= 2; round++) {
                assertThat(sendBody(scene, batch).status()).isEqualTo(202);
                int all = 6 * round;
                await().until(() -> scene.seen("f").size() == all && scene.isIdle());
            }
        }
    }

    @Test
    void anEventForSeveralSubscriptionsOfAFunctionIsAcceptedWhateverItsSize() throws Exception {
        try (Scene scene = twice(new DeliveryLimits(3, 100, 1, 10, 5_000, 8_000))) {
            Event large = Event.of("user.created", "text/plain", "x".repeat(4_000));
            assertThat(scene.emit(large).status()).isEqualTo(202);
            await().until(() -> scene.seen("f").size() == 2);
        }
    }

    @Test
    void whatAllQueuesTogetherCanNeverHoldIsToldSo() throws Exception {
        try (Scene scene = twice(new DeliveryLimits(3, 3, 1, 1))) {
            String batch = "[" + event("a", "user.created") + "," + event("b", "user.created") + ","
                    + event("c", "user.created") + "]";
            GatewayReply reply = sendBody(scene, batch);
            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.text()).contains("Send it in parts");
            assertThat(scene.count("refused default")).hasValue(0);
        }
        try (Scene scene = twice(new DeliveryLimits(1, 1, 1, 1))
                .subscribe("default", Subscription.async("user.created", "f").at("POST", "/*all"))) {
            GatewayReply reply = scene.emit(Event.of("user.created"));
            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.text()).contains("goes to 3 asynchronous subscriptions");
        }
    }

    private static Scene twice(DeliveryLimits limits) {
        return new Scene(Map.of("f", event -> GatewayReply.accepted()), limits, Duration.ofSeconds(30))
                .function("default", "f")
                .type("default", "user.created")
                .async("default", "user.created", "f")
                .async("default", "user.*", "f");
    }

    @Test
    void d52EachEventOfABatchIsDeliveredAsItIs() throws Exception {
        try (scene) {
            String older = event("b", "user.created").replace("1.0\"", "0.3\"");

            GatewayReply reply = send(scene, event("a", "user.created"), older, event("c", "nobody.cares"));

            assertThat(reply.status()).isEqualTo(202);
            assertThat(reply.text()).isEmpty();
            await().until(() -> scene.seen("f").size() == 2);
            assertThat(scene.seen("f").stream().map(each -> new String(each.structured(), StandardCharsets.UTF_8)))
                    .containsExactlyInAnyOrder(passed(event("a", "user.created")), passed(older));
            assertThat(scene.count("unmatched")).hasValue(1);
        }
    }

    @Test
    void anEmptyBatchIsAccepted() throws Exception {
        try (scene) {
            assertThat(sendBody(scene, " [ ] ").status()).isEqualTo(202);
        }
    }

    @Test
    void oneMalformedEventRefusesAllAndEachMalformedOneIsNamed() throws Exception {
        try (scene) {
            GatewayReply reply = send(
                    scene,
                    event("a", "user.created"),
                    event("b", ""),
                    event("c", "http.request"),
                    "7",
                    "{\"eventType\":\"t\",\"cloudEventsVersion\":\"0.1\",\"source\":\"/s\",\"eventID\":\"1\"}",
                    event("f", "user.created").replace("1.0", "0.1"));

            assertThat(reply.status()).isEqualTo(400);
            assertThat(refused(reply)).containsExactly("1 \"b\"", "2 \"c\"", "3 null", "4 null", "5 \"f\"");
            assertThat(reply.text())
                    .contains("\"message\":\"event 1 (id \\\"b\\\"): CloudEvent doesn't validate: type is missing");
            assertNothingIsDelivered();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|found the end",
                "{}|expected a JSON array",
                "[1|expected , or ]",
                "[1,]|expected a JSON value",
                "[] []|expected nothing more",
                "[,]|expected a JSON value"
            })
    void whatIsNoArrayIsNoBatch(String body, String reason) throws Exception {
        try (scene) {
            GatewayReply reply = sendBody(scene, body == null ? "" : body);

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.text())
                    .contains("Batch doesn't validate: malformed JSON: ")
                    .contains(reason);
        }
    }

    @Test
    void aBatchWithAnEventThatASynchronousFunctionAnswersIsRefused() throws Exception {
        try (scene) {
            scene.type("default", "user.asked").subscribe("default", Subscription.sync("user.asked", "f", "POST", "/"));

            GatewayReply reply = send(scene, event("a", "user.created"), event("b", "user.asked"));

            assertThat(reply.status()).isEqualTo(400);
            assertThat(refused(reply)).containsExactly("1 \"b\"");
            assertThat(reply.text()).contains("send it alone");
            assertNothingIsDelivered();
        }
    }

    @Test
    void aBatchOfMoreThanAThousandEventsIsRefusedUnread() throws Exception {
        try (scene) {
            String many = IntStream.range(0, 1_000)
                    .mapToObj(number -> event("" + number, "nobody.cares"))
                    .collect(Collectors.joining(","));

            assertThat(sendBody(scene, "[" + many + "]").status()).isEqualTo(202);

            GatewayReply reply = sendBody(scene, "[" + many + ",7,unread");
            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.text()).contains("The batch holds more than 1000 events.");
        }
    }

    @Test
    void aBatchMayHaveTwentyThousandExtensionAttributesInAllAndNotOneMore() throws Exception {
        try (scene) {
            String full = Stream.generate(() -> withExtensions(500)).limit(40).collect(Collectors.joining(","));

            assertThat(sendBody(scene, "[" + full + "]").status()).isEqualTo(202);

            GatewayReply reply = sendBody(scene, "[" + full + "," + withExtensions(1) + "]");
            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.text()).contains("more than 20000 extension attributes");
        }
    }

    private static String withExtensions(int count) {
        String extensions = IntStream.range(0, count)
                .mapToObj(number -> ",\"x" + number + "\":1")
                .collect(Collectors.joining());
        return event("1", "nobody.cares").replace(",\"data\"", extensions + ",\"data\"");
    }

    @Test
    void aBatchThatDoesNotFitIntoTheQueuesIsRefusedWholeAndNothingOfItIsDelivered() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        AtomicInteger delivered = new AtomicInteger();
        JavaFunction slow = event -> {
            over.await();
            delivered.incrementAndGet();
            return GatewayReply.accepted();
        };
        DeliveryLimits limits = new DeliveryLimits(4, 100, 1, 10);
        try (scene;
                Scene small = new Scene(Map.of("f", DEAF, "slow", slow), limits, Duration.ofSeconds(30))) {
            small.function("default", "f").function("default", "slow");
            small.type("default", "user.created").async("default", "user.created", "f");
            small.type("default", "user.deleted").async("default", "user.deleted", "slow");
            String gone = event("x", "user.deleted");

            assertThat(send(small, gone, gone, gone, gone).status()).isEqualTo(202);
            GatewayReply reply = send(small, event("a", "user.created"), gone, gone);

            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.headers().first("Retry-After")).contains("1");
            assertThat(refused(reply)).containsExactly("0 \"a\"", "1 \"x\"", "2 \"x\"");
            assertThat(send(small, event("b", "user.created"), gone).status())
                    .as("the places that were taken are free again")
                    .isEqualTo(202);
            assertThat(sendBody(small, "[" + "7,".repeat(4) + "7]").status())
                    .as("more than could ever wait for one function")
                    .isEqualTo(413);
            over.countDown();
            await().until(() -> delivered.get() == 5);
            await().until(() -> ids(small.seen("f")).equals(List.of("b")));
        }
    }

    @Test
    void anEventOfABatchThatIsDeniedRefusesAll() throws Exception {
        try (scene;
                Scene guarded = new Scene(Map.of("f", DEAF, "observer", DEAF, "auth", event -> {
                    boolean good = event.text().contains("\"id\":\"good");
                    return good ? Scene.principal("ada") : Scene.ok("{}");
                }))) {
            guarded.function("default", "f").function("default", "auth").function("default", "observer");
            guarded.guarded("default", "user.created", "auth").async("default", "user.created", "f");
            guarded.async("default", "eventgateway.event.*", "observer");
            String[] good = IntStream.range(0, 50)
                    .mapToObj(number -> event("good" + number, "user.created"))
                    .toArray(String[]::new);

            assertThat(send(guarded, good).status()).isEqualTo(202);
            await().until(() ->
                    guarded.seen("f").size() == 50 && guarded.seen("observer").size() == 50);
            assertThat(guarded.seen("f"))
                    .allMatch(each ->
                            each.extension("eventgatewayprincipal").orElse("").equals("ada"));
            assertThat(guarded.seen("auth"))
                    .hasSize(50)
                    .as("each is asked about as if it had come alone")
                    .allMatch(each -> each.text().contains("\"body\":{\"specversion\""))
                    .allMatch(each -> !each.text().contains("Content-Length"));

            GatewayReply reply = send(guarded, good[0], event("bad", "user.created"), good[1]);
            assertThat(reply.status()).isEqualTo(403);
            assertThat(refused(reply)).containsExactly("1 \"bad\"");
            guarded.gateway().drain(Duration.ofSeconds(10));
            assertThat(guarded.seen("f")).hasSize(50);
        }
    }
}
