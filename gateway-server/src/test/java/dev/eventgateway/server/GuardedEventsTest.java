package dev.eventgateway.server;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import dev.eventgateway.function.RawFunction;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Authorizers, system events and batches on a whole server, with functions behind HTTP. */
class GuardedEventsTest {

    private static final String ADA = "{\"authorization\":{\"principalId\":\"ada\"}}";
    private static final String EVENT =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/signup\",\"type\":\"user.created\"}";
    private static final String[] STRUCTURED = {"Content-Type", "application/cloudevents+json"};

    private final Instance instance = Instance.start("--function-timeout=1s");

    @AfterEach
    void stop() {
        instance.close();
    }

    private void guard(String authorizer, String more) throws Exception {
        config("functions", Instance.function("auth", authorizer));
        config("eventtypes", "{\"name\":\"user.created\",\"authorizerId\":\"auth\"" + more + "}");
    }

    private void config(String kind, String document) throws Exception {
        HttpResponse<String> reply = instance.config("POST", "/v1/spaces/default/" + kind, document);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(201);
    }

    private static void assertErrors(HttpResponse<String> reply, int status, int errors) {
        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(reply.headers().firstValue("Content-Type")).contains("application/json");
        JsonArray all = JsonParser.parseString(reply.body()).getAsJsonObject().getAsJsonArray("errors");
        assertThat(all).hasSize(errors);
    }

    @Test
    void anAuthorizedEventIsDeliveredWithItsPrincipal() throws Exception {
        try (RawFunction authorizer = RawFunction.answering(answer(200, ADA));
                RawFunction function = RawFunction.answering(answer(200, "{\"body\":\"hi\"}"))) {
            guard(authorizer.url("/"), "");
            instance.subscribe("sync", "user.created", "POST", "/", function.url("/"));

            assertThat(instance.events("POST", "/", EVENT, STRUCTURED).body()).isEqualTo("hi");

            assertThat(function.requests().get(0).body())
                    .asString()
                    .isEqualTo(EVENT.replace("}", ",\"eventgatewayhops\":1,\"eventgatewayprincipal\":\"ada\"}"));
            assertThat(authorizer.requests().get(0).body()).asString().contains("\"body\":" + EVENT);
        }
    }

    @Test
    void d9AnAuthorizerThatFailsOrTakesTooLongDenies() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (RawFunction failing = RawFunction.answering(answer(401, ADA));
                RawFunction slow = RawFunction.serving(connection -> over.await());
                RawFunction function = RawFunction.answering(answer(200, "{}"))) {
            guard(failing.url("/"), "");
            instance.subscribe("sync", "user.created", "POST", "/", function.url("/"));
            assertErrors(instance.events("POST", "/", EVENT, STRUCTURED), 403, 1);

            assertThat(instance.config(
                                    "PUT",
                                    "/v1/spaces/default/functions/auth",
                                    Instance.function("auth", slow.url("/")))
                            .statusCode())
                    .isEqualTo(200);
            assertErrors(instance.events("POST", "/", EVENT, STRUCTURED), 403, 1);

            over.countDown();
            assertThat(function.requests()).isEmpty();
            assertThat(instance.config("/v1/metrics").body())
                    .contains("eventgateway_events_denied_total{space=\"default\",type=\"user.created\"} 2.0");
        }
    }

    @Test
    void aDecisionIsCachedByTheHeadersThatTheEventTypeNames() throws Exception {
        try (RawFunction authorizer = RawFunction.answering(answer(200, ADA));
                RawFunction function = RawFunction.answering(answer(200, "{}"))) {
            guard(authorizer.url("/"), ",\"authorizerCache\":{\"ttl\":\"1h\",\"headers\":[\"Authorization\"]}");
            instance.subscribe("sync", "user.created", "POST", "/", function.url("/"));

            for (String key : new String[] {"a", "b", "a", "b", "a"}) {
                assertThat(instance.events("POST", "/", EVENT, STRUCTURED[0], STRUCTURED[1], "Authorization", key)
                                .statusCode())
                        .isEqualTo(200);
            }

            assertThat(authorizer.requests()).hasSize(2);
            assertThat(function.requests()).hasSize(5);
            assertThat(instance.config("/v1/spaces/default/eventtypes/user.created")
                            .body())
                    .contains("\"authorizerCache\":{\"ttl\":\"1h\",\"headers\":[\"Authorization\"]}");
        }
    }

    @Test
    void d40ASystemEventReachesItsObserverWithoutCredentials() throws Exception {
        try (RawFunction observer = RawFunction.answering(answer(200, ""));
                RawFunction function = RawFunction.answering(answer(200, "{\"body\":\"hi\"}"))) {
            instance.subscribe("sync", "http.request", "GET", "/a", function.url("/"));
            instance.subscribe("async", "eventgateway.function.invoked", "POST", "/", observer.url("/"));

            assertThat(instance.events("GET", "/a", "", "Authorization", "s3cret", "X-A", "1")
                            .body())
                    .isEqualTo("hi");

            await().until(() -> observer.requests().size() == 1);
            assertThat(observer.requests().get(0).body())
                    .asString()
                    .contains("\"type\":\"eventgateway.function.invoked\"")
                    .contains("\"result\":\"eyJib2R5IjoiaGkifQ==\"")
                    .contains("\"X-A\":\"1\"")
                    .doesNotContain("s3cret");
            assertThat(function.requests().get(0).body()).asString().contains("s3cret");
        }
    }

    @Test
    void d49AnEventOfTheGatewaysOwnTypeIsRefusedInJson() throws Exception {
        assertErrors(instance.events("POST", "/", "x", "Event", "eventgateway.something"), 400, 1);
    }

    @Test
    void aBatchIsAcceptedWholeOrRefusedWhole() throws Exception {
        String[] batch = {"Content-Type", "application/cloudevents-batch+json"};
        try (RawFunction function = RawFunction.answering(answer(200, ""))) {
            instance.subscribe("async", "user.created", "POST", "/", function.url("/"));

            assertErrors(instance.events("POST", "/", "[" + EVENT + ",{},{\"id\":\"x\"}]", batch), 400, 2);
            HttpResponse<String> reply = instance.events("POST", "/", "[" + EVENT + "," + EVENT + "]", batch);

            assertThat(reply.statusCode()).isEqualTo(202);
            assertThat(reply.body()).isEmpty();
            await().until(() -> function.requests().size() == 2);
            assertThat(function.requests())
                    .allMatch(each -> each.header("Content-Type").equals("application/cloudevents+json"));
        }
    }

    @Test
    void aPageMaySeeWhyItsEventOrItsBatchWasRefused() throws Exception {
        String[] batch = {"Content-Type", "application/cloudevents-batch+json", "Origin", "https://page.example"};
        String[] single = {"Content-Type", "application/cloudevents+json", "Origin", "https://page.example"};
        try (RawFunction authorizer = RawFunction.answering(answer(200, "{}"));
                RawFunction function = RawFunction.answering(answer(200, "{}"))) {
            config("cors", "{\"method\":\"POST\",\"path\":\"/*all\"}");
            guard(authorizer.url("/"), "");
            instance.subscribe("async", "user.created", "POST", "/", function.url("/"));
            String ofNobody = EVENT.replace("user.created", "nobody.wants.it");

            assertMarked(instance.events("POST", "/", EVENT, single), 403);
            assertMarked(instance.events("POST", "/", "[" + EVENT + "]", batch), 403);
            assertMarked(instance.events("POST", "/", "[{}]", batch), 400);
            assertMarked(instance.events("POST", "/", "[" + ofNobody + "]", batch), 202);
            assertThat(Instance.DOCUMENT.seen()).contains("post /{path} 403", "post /{path} 400");
        }
    }

    private static void assertMarked(HttpResponse<String> reply, int status) {
        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(reply.headers().allValues("Access-Control-Allow-Origin")).containsExactly("*");
        assertThat(reply.headers().allValues("Vary")).containsExactly("Origin");
    }

    @Test
    void eachRefusedEventOfABatchIsNamedByIndexAndId() throws Exception {
        String[] batch = {"Content-Type", "application/cloudevents-batch+json"};

        HttpResponse<String> reply =
                instance.events("POST", "/", "[" + EVENT + ",{\"specversion\":\"1.0\"},{\"id\":\"x\"}]", batch);

        JsonArray errors =
                JsonParser.parseString(reply.body()).getAsJsonObject().getAsJsonArray("errors");
        assertThat(errors).hasSize(2);
        assertThat(errors.get(0).getAsJsonObject().get("index").getAsInt()).isEqualTo(1);
        assertThat(errors.get(0).getAsJsonObject().has("id")).isFalse();
        assertThat(errors.get(1).getAsJsonObject().get("index").getAsInt()).isEqualTo(2);
        assertThat(errors.get(1).getAsJsonObject().get("id").getAsString()).isEqualTo("x");
    }
}
