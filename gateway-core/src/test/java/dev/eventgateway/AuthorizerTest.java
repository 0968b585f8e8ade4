package dev.eventgateway;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.eventgateway.delivery.DeliveryLimits;
import dev.eventgateway.event.Authorization;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.function.JavaFunction;
import dev.eventgateway.function.RawFunction;
import dev.eventgateway.routing.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may send an event is what the authorizer of its type says, and nothing but a clear yes is a yes. */
class AuthorizerTest {

    private static final JavaFunction ANSWER = event -> GatewayReply.of(200, "text/plain", "answer");
    private static final String ADA = "{\"authorization\":{\"principalId\":\"ada\"}}";
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String CURRENT =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"user.created\",\"a\":1,\"data\":{\"n\":1}}";
    private static final String FIRST_DRAFT =
            "{\"eventType\":\"user.created\",\"cloudEventsVersion\":\"0.1\",\"source\":\"/s\",\"eventID\":\"1\"";

    private static String passed(String event) {
        return event.replace("\"a\":1", "\"a\":1,\"eventgatewayhops\":1");
    }

    @Test
    void d42TheAuthorizerIsAskedOncePerEventAndSpaceWithTheBodyOfTheRequest() throws Exception {
        try (Scene scene = new Scene(Map.of("f", ANSWER, "g", ANSWER, "h", ANSWER));
                RawFunction authorizer = RawFunction.answering(answer(200, ADA))) {
            scene.function("default", "f").function("default", "g").function("default", "h");
            scene.http("default", "auth", authorizer.url("/"));
            scene.guarded("default", "user.created", "auth");
            scene.sync("default", "user.created", "f");
            scene.async("default", "user.created", "g").async("default", "user.created", "h");

            GatewayReply reply = scene.send("POST", "/?q=1", CURRENT, "Content-Type", STRUCTURED, "X-Key", "k");

            assertThat(reply.text()).isEqualTo("answer");
            await().until(() -> scene.seen("g").size() + scene.seen("h").size() == 2);
            assertThat(authorizer.requests()).hasSize(1);
            assertThat(authorizer.requests().get(0).header("Content-Type")).isEqualTo(STRUCTURED);
            assertThat(new String(authorizer.requests().get(0).body(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"event\":" + passed(CURRENT) + ",\"request\":{\"headers\":{\"Content-Type\":\""
                            + STRUCTURED
                            + "\",\"X-Key\":\"k\"},\"query\":{\"q\":[\"1\"]},\"body\":" + CURRENT
                            + ",\"host\":\"\",\"path\":\"/\",\"method\":\"POST\",\"params\":null}}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[]",
                "<html>",
                "{\"authorization\":null}",
                "{\"authorization\":{}}",
                "{\"authorization\":\"ada\"}",
                "{\"authorization\":{\"principalId\":\"\"}}",
                "{\"authorization\":{\"principalId\":null}}",
                "{\"authorization\":{\"principalId\":7}}",
                "{\"authorization\":{\"principalId\":\"a\\u0000\"}}",
                "{\"authorization\":{\"principalId\":\"ada\",\"context\":{\"a\":1}}}",
                "{\"authorization\":{\"principalId\":\"ada\",\"context\":[]}}",
                "{\"authorization\":{\"principalId\":\"ada\"},\"error\":{\"message\":\"no\"}}",
                "{\"authorization\":{\"principalId\":\"ada\"},\"ERROR\":{}}",
                "{\"authorization\":{\"principalId\":\"ada\"},\"Authorization\":{\"principalId\":\"bob\"}}",
                "{\"authorization\":{\"principalId\":\"ada\"}} {}"
            })
    void d9WhatIsNoClearYesIsADenial(String answer) throws Exception {
        assertDenied(answer(200, answer));
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 401, 403, 404, 500, 503})
    void d9AYesWithAnotherStatusThan2xxIsADenial(int status) throws Exception {
        assertDenied(answer(status, ADA));
    }

    @Test
    void aYesThatIsTooLargeToBeCarriedIsADenial() throws Exception {
        assertDenied(answer(200, ADA + " ".repeat(16 * 1024)));
    }

    private static void assertDenied(String answer) throws Exception {
        try (Scene scene = new Scene(Map.of("f", ANSWER));
                RawFunction authorizer = RawFunction.answering(answer)) {
            scene.function("default", "f").http("default", "auth", authorizer.url("/"));
            scene.guarded("default", "user.created", "auth").guarded("default", "user.deleted", "auth");
            scene.sync("default", "user.created", "f").async("default", "user.deleted", "f");

            for (String type : new String[] {"user.created", "user.deleted"}) {
                GatewayReply reply = scene.emit(Event.of(type));

                assertThat(reply.status()).isEqualTo(403);
                assertThat(reply.headers().first("Content-Type")).contains("application/json");
                assertThat(reply.text()).isEqualTo("{\"errors\":[{\"message\":\"The event is not authorized.\"}]}\n");
                assertThat(scene.count("denied default " + type)).hasValue(1);
            }
            assertThat(authorizer.requests()).hasSize(2);
            assertThat(scene.seen("f")).isEmpty();
        }
    }

    @Test
    void anAuthorizerThatDoesNotAnswerInTimeDenies() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        Map<String, JavaFunction> handlers = Map.of("f", ANSWER, "auth", event -> {
            over.await();
            return Scene.principal("ada");
        });
        try (Scene scene = new Scene(handlers, DeliveryLimits.DEFAULT, Duration.ofMillis(200))) {
            scene.function("default", "f").function("default", "auth");
            scene.guarded("default", "user.created", "auth").sync("default", "user.created", "f");

            assertThat(scene.emit(Event.of("user.created")).status()).isEqualTo(403);

            over.countDown();
            assertThat(scene.seen("f")).isEmpty();
        }
    }

    @Test
    void anAuthorizerWrittenInJavaDecidesByTheSameQuestionAndItsStatusCounts() throws Exception {
        try (Scene scene = new Scene(Map.of("f", ANSWER, "auth", event -> {
            JsonObject request =
                    JsonParser.parseString(event.text()).getAsJsonObject().getAsJsonObject("request");
            return request.get("body").getAsString().equals("open sesame")
                    ? Scene.principal("ali")
                    : GatewayReply.of(401, "application/json", ADA);
        }))) {
            scene.function("default", "f").function("default", "auth");
            scene.guarded("default", "user.created", "auth").sync("default", "user.created", "f");

            String[] headers = {"Event", "user.created", "Content-Type", "text/plain"};
            assertThat(scene.post("open sesame", headers).status()).isEqualTo(200);
            assertThat(scene.post("open barley", headers).status()).isEqualTo(403);
        }
    }

    @Test
    void d41AnAuthorizationIsMergedInAndEverythingElseStays() throws Exception {
        try (Scene scene = new Scene(
                Map.of(
                        "f",
                        ANSWER,
                        "auth",
                        event -> Scene.ok(
                                "{\"authorization\":"
                                        + "{\"principalId\":\"ada\",\"context\":{\"role\":\"adm\\u007f\\u0001in\",\"b\":\"\\\"\"}}}")))) {
            scene.function("default", "f").function("default", "auth");
            scene.guarded("default", "user.created", "auth").sync("default", "user.created", "f");

            scene.post(CURRENT, "Content-Type", STRUCTURED);
            scene.post(CURRENT.replace("1.0", "0.3"), "Content-Type", STRUCTURED);
            scene.post(FIRST_DRAFT + ",\"extensions\":{\"a\":{\"b\":1}}}", "Content-Type", STRUCTURED);
            scene.post(FIRST_DRAFT + "}", "Content-Type", STRUCTURED);

            String attributes =
                    "\"a\":1,\"eventgatewayhops\":1,\"eventgatewayprincipal\":\"ada\",\"eventgatewaycontext\":"
                            + "\"{\\\"role\\\":\\\"adm\\\\u007f\\\\u0001in\\\",\\\"b\\\":\\\"\\\\\\\"\\\"}\"";
            String object = "\"eventgateway\":{\"hops\":1,\"authorization\":"
                    + "{\"principalId\":\"ada\",\"context\":{\"role\":\"adm\u007f\\u0001in\",\"b\":\"\\\"\"}}}";
            assertThat(scene.seen("f").stream().map(each -> new String(each.structured(), StandardCharsets.UTF_8)))
                    .containsExactly(
                            CURRENT.replace("\"a\":1", attributes),
                            CURRENT.replace("\"a\":1", attributes).replace("1.0", "0.3"),
                            FIRST_DRAFT + ",\"extensions\":{\"a\":{\"b\":1}," + object + "},\"data\":null}",
                            FIRST_DRAFT + ",\"extensions\":{" + object + "},\"data\":null}");
        }
    }

    @Test
    void d8NoSpaceSeesWhatTheAuthorizerOfAnotherSays() throws Exception {
        try (Scene scene = new Scene(Map.of(
                "f", ANSWER,
                "g", ANSWER,
                "h", ANSWER,
                "one", event -> Scene.principal("one"),
                "two", event -> Scene.principal("two")))) {
            scene.function("aaa", "f").function("aaa", "one").guarded("aaa", "user.created", "one");
            scene.function("bbb", "g").function("bbb", "two").guarded("bbb", "user.created", "two");
            scene.function("ccc", "h").type("ccc", "user.created");
            scene.async("aaa", "user.created", "f").async("bbb", "user.created", "g");
            scene.sync("ccc", "user.created", "h");

            assertThat(scene.post(CURRENT, "Content-Type", STRUCTURED).status()).isEqualTo(200);

            await().until(() -> scene.seen("f").size() + scene.seen("g").size() == 2);
            assertThat(scene.seen("f").get(0).extension("eventgatewayprincipal"))
                    .contains("one");
            assertThat(scene.seen("f").get(0).extension("eventgatewaycontext")).contains("{\"of\":\"one\"}");
            assertThat(scene.seen("g").get(0).extension("eventgatewayprincipal"))
                    .contains("two");
            assertThat(scene.seen("h").get(0).extensions()).containsOnlyKeys("a", Event.HOPS);
        }
    }

    @Test
    void aDenialInOneSpaceIsNotThatOfAnother() throws Exception {
        try (Scene scene = new Scene(Map.of("f", ANSWER, "g", ANSWER, "no", event -> Scene.ok("{}")))) {
            scene.function("aaa", "f").type("aaa", "user.created").async("aaa", "user.created", "f");
            scene.function("bbb", "g").function("bbb", "no").guarded("bbb", "user.created", "no");
            scene.async("bbb", "user.created", "g");

            assertThat(scene.emit(Event.of("user.created")).status()).isEqualTo(202);

            await().until(() -> scene.seen("f").size() == 1);
            assertThat(scene.count("denied bbb user.created")).hasValue(1);
            scene.gateway().drain(Duration.ofSeconds(10));
            assertThat(scene.seen("g")).isEmpty();
        }
    }

    @Test
    void theAnswerIsThatOfTheSynchronousSubscriptionAlsoIfItIsADenialAndTapsOfOtherSpacesGetTheEvent()
            throws Exception {
        try (Scene scene = new Scene(Map.of("f", ANSWER, "g", ANSWER, "h", ANSWER, "no", event -> Scene.ok("{}")))) {
            scene.function("aaa", "f").type("aaa", "user.created").async("aaa", "user.created", "f");
            scene.function("bbb", "g").function("bbb", "h").function("bbb", "no");
            scene.guarded("bbb", "user.created", "no");
            scene.sync("bbb", "user.created", "g").async("bbb", "user.created", "h");

            assertThat(scene.emit(Event.of("user.created")).status()).isEqualTo(403);

            await().until(() -> scene.seen("f").size() == 1);
            scene.gateway().drain(Duration.ofSeconds(10));
            assertThat(scene.seen("g")).isEmpty();
            assertThat(scene.seen("h")).isEmpty();
        }
    }

    @Test
    void d10WhoSendsFromWithinTheProcessCannotForgeAnAuthorizationEither() throws Exception {
        try (Scene scene = new Scene(Map.of("f", ANSWER))) {
            scene.function("default", "f").type("default", "user.created").sync("default", "user.created", "f");
            Event forged = Event.builder("user.created").extension("a", "b").build();

            scene.emit(forged.withAuthorization(new Authorization("root", Map.of("c", "d"))));

            assertThat(scene.seen("f").get(0).extensions()).containsOnlyKeys("a", Event.HOPS);
        }
    }

    @Test
    void d7ASystemEventAsksNoAuthorizerForItHasNoSender() throws Exception {
        try (Scene scene = new Scene(Map.of("f", ANSWER, "g", ANSWER, "no", event -> Scene.ok("{}")))) {
            scene.function("default", "f").function("default", "g").function("default", "no");
            scene.guarded("default", "eventgateway.function.invoked", "no");
            scene.async("default", "eventgateway.function.invoked", "g");
            scene.type("default", "user.created").sync("default", "user.created", "f");

            assertThat(scene.emit(Event.of("user.created")).text()).isEqualTo("answer");

            await().until(() -> scene.seen("g").size() == 1);
            assertThat(scene.seen("no")).isEmpty();
        }
    }

    @Test
    void aPlainRequestIsAuthorizedLikeAnyEvent() throws Exception {
        try (Scene scene = new Scene(Map.of("f", ANSWER, "auth", event -> {
            JsonObject question = JsonParser.parseString(event.text()).getAsJsonObject();
            assertThat(question.getAsJsonObject("event").get("data")).isEqualTo(question.get("request"));
            return question.toString().contains("letmein") ? Scene.principal("ada") : Scene.ok("{}");
        }))) {
            scene.function("default", "f").function("default", "auth");
            scene.guarded("default", "http.request", "auth").sync("default", "http.request", "f");

            assertThat(scene.post("x", "Authorization", "letmein").text()).isEqualTo("answer");
            assertThat(scene.post("x").status()).isEqualTo(403);
            assertThat(scene.seen("f").get(0).extension("eventgatewayprincipal"))
                    .contains("ada");
        }
    }

    @Test
    void anAuthorizerThatGoesWhileTheBodyOfAnEventArrivesIsAskedAllTheSame() throws Exception {
        try (Scene scene = new Scene(Map.of("f", ANSWER, "no", event -> Scene.ok("{}")))) {
            scene.function("default", "f").function("default", "no").guarded("default", "user.created", "no");
            Subscription subscription = Subscription.sync("user.created", "f", "POST", "/");
            scene.subscribe("default", subscription);
            CompletableFuture<byte[]> body = new CompletableFuture<>();

            CompletionStage<GatewayReply> reply = scene.gateway()
                    .handle(new GatewayRequest("POST", "/", "", Headers.of("Event", "user.created"), () -> body));
            scene.gateway().subscriptions().delete("default", subscription.subscriptionId());
            scene.gateway().eventTypes().delete("default", "user.created");
            body.complete(new byte[0]);

            assertThat(reply.toCompletableFuture().get(30, TimeUnit.SECONDS).status())
                    .isEqualTo(403);
            assertThat(scene.seen("no")).hasSize(1);
            assertThat(scene.seen("f")).isEmpty();
        }
    }
}
