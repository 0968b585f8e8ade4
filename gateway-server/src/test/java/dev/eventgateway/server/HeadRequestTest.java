package dev.eventgateway.server;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.function.RawFunction;
import dev.eventgateway.server.http.RawClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HEAD asks for what GET would answer, without the body. */
class HeadRequestTest {

    private final Instance instance = Instance.start();

    @AfterEach
    void stop() {
        instance.close();
    }

    @Test
    void headIsServedByTheRouteOfGetAndTheBodyIsNotSent() throws Exception {
        String object =
                "{\"statusCode\":203,\"headers\":{\"X-A\":\"1\",\"Content-Type\":\"text/html\"},\"body\":\"hello\"}";
        try (RawFunction function = RawFunction.answering(answer(200, object))) {
            instance.subscribe("sync", "http.request", "GET", "/users/:id", function.url("/"));

            HttpResponse<String> reply = instance.events("HEAD", "/users/7?q", "");

            assertThat(reply.statusCode()).isEqualTo(203);
            assertThat(reply.headers().firstValue("X-A")).contains("1");
            assertThat(reply.headers().firstValue("Content-Type")).contains("text/html");
            assertThat(reply.headers().firstValue("Content-Length")).contains("5");
            assertThat(reply.body()).isEmpty();
            assertThat(function.requests().get(0).body())
                    .asString()
                    .contains("\"method\":\"HEAD\"")
                    .contains("\"params\":{\"id\":\"7\"}");
            try (RawClient client = new RawClient(instance.server().events())) {
                assertThat(client.send("HEAD /users/7 HTTP/1.1\nHost: x\n\n").replyWithoutBody())
                        .startsWith("HTTP/1.1 203 ");
                assertThat(client.send("GET /users/7 HTTP/1.1\nHost: x\n\n").reply())
                        .as("no byte of a body stands between the two replies")
                        .startsWith("HTTP/1.1 203 ")
                        .endsWith("hello");
            }
        }
    }

    @Test
    void aRouteOfHeadItselfGoesFirst() throws Exception {
        try (RawFunction get = RawFunction.answering(answer(200, "{\"statusCode\":200}"));
                RawFunction head = RawFunction.answering(answer(200, "{\"statusCode\":204}"))) {
            instance.subscribe("sync", "http.request", "GET", "/a", get.url("/"));
            instance.subscribe("sync", "http.request", "HEAD", "/:any", head.url("/"));

            assertThat(instance.events("HEAD", "/a", "").statusCode()).isEqualTo(204);
            assertThat(get.requests()).isEmpty();
        }
    }

    @Test
    void aTapOnHeadDoesNotChangeTheAnswerAndOneOnGetGetsNoHead() throws Exception {
        try (RawFunction get = RawFunction.answering(answer(200, "{\"statusCode\":203}"));
                RawFunction headTap = RawFunction.answering(answer(200, ""));
                RawFunction getTap = RawFunction.answering(answer(200, ""))) {
            instance.subscribe("sync", "http.request", "GET", "/a", get.url("/"));
            instance.subscribe("async", "http.request", "HEAD", "/a", headTap.url("/"));
            instance.subscribe("async", "http.request", "GET", "/a", getTap.url("/"));

            assertThat(instance.events("HEAD", "/a", "").statusCode()).isEqualTo(203);
            await().until(() -> headTap.requests().size() == 1);
            assertThat(instance.events("GET", "/a", "").statusCode()).isEqualTo(203);
            await().until(() -> getTap.requests().size() == 1);

            assertThat(getTap.requests().get(0).body()).asString().contains("\"method\":\"GET\"");
            assertThat(headTap.requests()).hasSize(1);
        }
    }

    @Test
    void onlyPlainRequestsAreServedSoAndOnlyHead() throws Exception {
        try (RawFunction function = RawFunction.answering(answer(200, "{\"statusCode\":203}"))) {
            instance.subscribe("sync", "http.request", "GET", "/a", function.url("/"));
            instance.subscribe("sync", "user.created", "GET", "/a", function.url("/b"));

            assertThat(instance.events("HEAD", "/a", "", "Event", "user.created")
                            .statusCode())
                    .isEqualTo(202);
            assertThat(instance.events("HEAD", "/nowhere", "").statusCode()).isEqualTo(404);
            assertThat(instance.events("OPTIONS", "/a", "").statusCode()).isEqualTo(404);
            assertThat(function.requests()).isEmpty();
        }
    }
}
