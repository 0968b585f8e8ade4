package dev.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.eventgateway.delivery.DeliveryLimits;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.function.JavaFunction;
import dev.eventgateway.routing.Retry;
import dev.eventgateway.routing.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What the gateway tells about its own doing, and to whom. */
class SystemEventTest {

    private static final JavaFunction ANSWER = event -> GatewayReply.of(200, "text/plain", "answer");
    private static final JavaFunction DEAF = event -> GatewayReply.accepted();
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String ADA =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"user.created\",\"data\":{\"n\":1}}";

    private static final String PASSED = ADA.replace(",\"data\"", ",\"eventgatewayhops\":1,\"data\"");

    /** A function f with an event type for it, and an observer of everything in the same space. */
    private static Scene observed(String space, JavaFunction function) {
        return new Scene(Map.of("f", function, "observer", DEAF))
                .function(space, "f")
                .type(space, "user.created")
                .function(space, "observer")
                .async(space, "eventgateway.*", "observer");
    }

    private static JsonObject data(Event event) {
        return JsonParser.parseString(event.text()).getAsJsonObject();
    }

    private static Event told(Scene scene, String type) {
        await().until(() ->
                scene.seen("observer").stream().anyMatch(each -> each.type().equals("eventgateway." + type)));
        return scene.seen("observer").stream()
                .filter(each -> each.type().equals("eventgateway." + type))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anEventThatArrivesIsToldWithItsPathAndItsHeaders() throws Exception {
        try (Scene scene = observed("default", ANSWER)) {
            scene.subscribe("default", Subscription.async("user.created", "f").at("POST", "/a/:b"));

            scene.send("POST", "/a/%62?q", ADA, "content-type", STRUCTURED, "X-A", "1", "x-a", "2", "Host", "h");

            Event told = told(scene, "event.received");
            assertThat(told.text())
                    .isEqualTo("{\"path\":\"/a/%62\",\"event\":" + PASSED + ",\"headers\":{\"Content-Type\":\""
                            + STRUCTURED + "\",\"X-A\":\"1, 2\"}}");
            assertThat(told.specVersion().text()).isEqualTo("1.0");
            assertThat(told.source()).isEqualTo("https://serverless.com/event-gateway/#transformationVersion=0.1");
            assertThat(told.contentType()).contains("application/json");
        }
    }

    @Test
    void d22AFunctionThatAnsweredIsToldWithItsRealResult() throws Exception {
        try (Scene scene = observed("default", ANSWER)) {
            scene.sync("default", "user.created", "f");

            scene.post(ADA, "Content-Type", STRUCTURED);

            assertThat(told(scene, "function.invoking").text())
                    .isEqualTo("{\"space\":\"default\",\"functionId\":\"f\",\"event\":" + PASSED + "}");
            String result = Base64.getEncoder().encodeToString("answer".getBytes(StandardCharsets.UTF_8));
            assertThat(told(scene, "function.invoked").text())
                    .isEqualTo("{\"space\":\"default\",\"functionId\":\"f\",\"event\":" + PASSED + ",\"result\":\""
                            + result + "\"}");
            assertThat(scene.seen("observer")).hasSize(3);
        }
    }

    @Test
    void d55AFunctionThatFailedIsToldWithKindAndMessage() throws Exception {
        try (Scene scene = observed("default", event -> {
            throw new IllegalStateException("broken");
        })) {
            scene.sync("default", "user.created", "f");
            scene.subscribe(
                    "default",
                    Subscription.async("user.created", "f").at("PUT", "/").withRetry(Retry.DEFAULT.withAttempts(1)));

            for (String method : List.of("POST", "PUT")) {
                scene.seen("observer").clear();
                scene.send(method, "/", ADA, "Content-Type", STRUCTURED);

                JsonObject data = data(told(scene, "function.invocationFailed"));
                assertThat(data.get("space").getAsString()).isEqualTo("default");
                assertThat(data.get("functionId").getAsString()).isEqualTo("f");
                assertThat(data.get("event")).isEqualTo(JsonParser.parseString(PASSED));
                JsonObject error = data.getAsJsonObject("error");
                assertThat(error.get("kind").getAsString()).isEqualTo("threw");
                assertThat(error.get("message").getAsString())
                        .isEqualTo("function threw java.lang.IllegalStateException: broken");
                assertThat(scene.seen("observer")).hasSize(3);
            }
        }
    }

    @Test
    void d40OnlyTheSpacesWhoseSubscriptionsMatchedAreToldAndEachOnlyOfItsOwn() throws Exception {
        try (Scene scene = new Scene(Map.of("f", ANSWER, "one", DEAF, "two", DEAF, "three", DEAF))) {
            for (Map.Entry<String, String> each :
                    Map.of("aaa", "one", "bbb", "two", "ccc", "three").entrySet()) {
                String space = each.getKey();
                scene.function(space, "f").type(space, "user.created");
                scene.function(space, each.getValue()).async(space, "eventgateway.*", each.getValue());
            }
            scene.sync("aaa", "user.created", "f").async("bbb", "user.created", "f");

            scene.post(ADA, "Content-Type", STRUCTURED);

            await().until(() ->
                    scene.seen("one").size() == 3 && scene.seen("two").size() == 3);
            scene.gateway().drain(Duration.ofSeconds(10));
            assertThat(scene.seen("one"))
                    .hasSize(3)
                    .noneMatch(each -> each.text().contains("\"bbb\""));
            assertThat(scene.seen("two"))
                    .hasSize(3)
                    .noneMatch(each -> each.text().contains("\"aaa\""));
            assertThat(scene.seen("three")).isEmpty();
        }
    }

    @Test
    void d40NoSystemEventShowsTheSendersCredentials() throws Exception {
        try (Scene scene = observed("default", ANSWER)) {
            scene.type("default", "http.request").sync("default", "http.request", "f");

            scene.post(
                    "x",
                    "Authorization",
                    "s3cret",
                    "authorization",
                    "s3cret",
                    "COOKIE",
                    "s3cret",
                    "Proxy-Authorization",
                    "s3cret",
                    "x-api-key",
                    "s3cret",
                    "X-Shown",
                    "shown");

            await().until(() -> scene.seen("observer").size() == 3);
            assertThat(scene.seen("observer"))
                    .noneMatch(each -> each.text().contains("s3cret"))
                    .allMatch(each -> each.text().contains("\"X-Shown\":\"shown\""));
            JsonObject event = data(told(scene, "function.invoked")).getAsJsonObject("event");
            assertThat(event.getAsJsonObject("data").getAsJsonObject("headers").keySet())
                    .containsExactly("X-Shown");
            assertThat(scene.seen("f").get(0).text()).contains("\"Authorization\":\"s3cret, s3cret\"");
        }
    }

    @Test
    void whatAnAuthorizerAddedIsNotToldToOtherSpaces() throws Exception {
        try (Scene scene = new Scene(Map.of("f", ANSWER, "observer", DEAF, "auth", event -> Scene.principal("ada")))) {
            scene.function("aaa", "f").function("aaa", "auth").guarded("aaa", "user.created", "auth");
            scene.sync("aaa", "user.created", "f");
            scene.function("bbb", "f").type("bbb", "user.created").async("bbb", "user.created", "f");
            scene.function("bbb", "observer").async("bbb", "eventgateway.*", "observer");

            scene.post(ADA, "Content-Type", STRUCTURED);

            await().until(() -> scene.seen("observer").size() == 3);
            assertThat(scene.seen("observer")).noneMatch(each -> each.text().contains("ada"));
        }
    }

    @Test
    void anEventThatIsDeniedIsToldToHaveArrivedAndNothingElse() throws Exception {
        try (Scene scene = new Scene(Map.of("f", ANSWER, "observer", DEAF, "no", event -> Scene.ok("{}")))) {
            scene.function("default", "f").function("default", "no").function("default", "observer");
            scene.guarded("default", "user.created", "no").sync("default", "user.created", "f");
            scene.async("default", "eventgateway.*", "observer");

            assertThat(scene.post(ADA, "Content-Type", STRUCTURED).status()).isEqualTo(403);

            told(scene, "event.received");
            scene.gateway().drain(Duration.ofSeconds(10));
            assertThat(scene.seen("observer")).hasSize(1);
        }
    }

    @Test
    void tellingOfAnEventTellsNothingOfTheTelling() throws Exception {
        try (Scene scene = new Scene(Map.of("f", ANSWER, "observer", event -> {
            throw new IllegalStateException("an observer that fails");
        }))) {
            scene.function("default", "f").type("default", "user.created").sync("default", "user.created", "f");
            scene.function("default", "observer").async("default", "eventgateway.*", "observer");

            scene.post(ADA, "Content-Type", STRUCTURED);

            await().until(() -> scene.count("dropped default").get() == 3);
            scene.gateway().drain(Duration.ofSeconds(10));
            assertThat(scene.seen("observer")).hasSize(3);
        }
    }

    @Test
    void onlyWhoAskedForATypeIsToldOfIt() throws Exception {
        try (Scene scene = new Scene(Map.of("f", ANSWER, "observer", DEAF))) {
            scene.function("default", "f").type("default", "user.created").sync("default", "user.created", "f");
            scene.function("default", "observer").type("default", "eventgateway.function.invoked");
            scene.async("default", "eventgateway.function.invoked", "observer");
            scene.subscribe(
                    "default",
                    Subscription.async("eventgateway.function.*", "observer").at("POST", "/elsewhere"));
            scene.subscribe("default", Subscription.sync("eventgateway.event.*", "observer", "POST", "/"));

            scene.post(ADA, "Content-Type", STRUCTURED);

            told(scene, "function.invoked");
            scene.gateway().drain(Duration.ofSeconds(10));
            assertThat(scene.seen("observer")).hasSize(1);
        }
    }

    @Test
    void d29SystemEventsThatFindNoPlaceAreDroppedAndNoUsersEventIsRefusedBecauseOfThem() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        DeliveryLimits limits = new DeliveryLimits(800, 8_000, 8, 64);
        Map<String, JavaFunction> handlers = Map.of("f", DEAF, "observer", event -> {
            over.await();
            return GatewayReply.accepted();
        });
        try (Scene scene = new Scene(handlers, limits, Duration.ofSeconds(30))) {
            scene.function("default", "f").type("default", "user.created").async("default", "user.created", "f");
            scene.function("default", "observer").async("default", "eventgateway.*", "observer");

            for (int number = 0; number < 100; number++) {
                assertThat(scene.post(ADA, "Content-Type", STRUCTURED).status()).isEqualTo(202);
            }

            await().until(() -> scene.seen("f").size() == 100);
            await("300 less the 101 that have a place")
                    .until(() -> scene.count("dropped default").get() == 199);
            assertThat(scene.count("refused default")).hasValue(0);
            over.countDown();
            await().until(() -> scene.seen("observer").size() == 101);
            assertThat(scene.count("dropped default")).hasValue(199);
        }
    }

    @Test
    void d49NobodyElseMaySendATypeThatIsTheGatewaysOwn() throws Exception {
        try (Scene scene = observed("default", ANSWER)) {
            String forged = ADA.replace("user.created", "eventgateway.function.invoked");

            for (GatewayReply reply : List.of(
                    scene.post(forged, "Content-Type", STRUCTURED),
                    scene.post("x", "Event", "eventgateway.something"),
                    scene.post("[" + forged + "]", "Content-Type", "application/cloudevents-batch+json"),
                    scene.emit(Event.of("eventgateway.event.received")))) {
                assertThat(reply.status()).isEqualTo(400);
                assertThat(reply.headers().first("Content-Type")).contains("application/json");
                assertThat(reply.text())
                        .startsWith("{\"errors\":[{\"message\":")
                        .contains("the gateway's own");
            }
            assertThat(scene.seen("observer")).isEmpty();
        }
    }
}
