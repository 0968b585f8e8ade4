package dev.eventgateway.server;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.function.RawFunction;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests to a function in proxy mode that somebody else looks at as well: they get the event, and the function what it always gets. */
class ProxySeenByOthersTest {

    private final Instance instance = Instance.start("--max-body=100kB");
    private final RawFunction function = RawFunction.answering(answer(201, "hello"));
    private final RawFunction other =
            RawFunction.answering(answer(200, "{\"authorization\":{\"principalId\":\"ada\"}}"));

    ProxySeenByOthersTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        instance.close();
        function.close();
        other.close();
    }

    private HttpResponse<String> post(String body) throws Exception {
        return instance.events("POST", "/a?q=1", body, "X-A", "1", "Content-Type", "text/plain");
    }

    private String seen(int number) {
        RawFunction.Request request = function.requests().get(number);
        return request.line()
                + request.head().stream().sorted().toList()
                + new String(request.body(), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void theWireLooksTheSameWithATap() throws Exception {
        instance.proxy("POST", "/a", function.url("/"));
        assertThat(post("hi").statusCode()).isEqualTo(201);
        instance.subscribe("async", "http.request", "POST", "/a", other.url("/"));

        HttpResponse<String> reply = post("hi");

        assertThat(reply.statusCode()).isEqualTo(201);
        assertThat(reply.body()).isEqualTo("hello");
        assertThat(seen(1)).isEqualTo(seen(0));
        await().until(() -> other.requests().size() == 1);
        assertThat(other.requests().get(0).body()).asString().contains("\"body\":\"hi\"", "\"path\":\"/a\"");
        assertThat(post("z".repeat(100_001)).statusCode()).isEqualTo(413);
        assertThat(function.requests()).hasSize(2);
    }

    /** HEAD, and what has not changed, speak of a body that does not come. */
    @Test
    void aBodyThatDoesNotComeMayBeOfAnySize() throws Exception {
        for (String answer : List.of("HEAD 200 OK", "GET 304 Not Modified")) {
            String method = answer.substring(0, answer.indexOf(' '));
            String status = answer.substring(answer.indexOf(' ') + 1);
            String head = "HTTP/1.1 " + status + "\r\nContent-Length: 20000000\r\nETag: \"e\"\r\n\r\n";
            try (RawFunction large = RawFunction.answering(head)) {
                String path = "/" + method;
                instance.proxy(method, path, large.url("/"));
                instance.subscribe("async", "http.request", method, path, other.url("/"));

                HttpResponse<String> reply = instance.events(method, path, "");

                assertThat(reply.statusCode()).isEqualTo(Integer.parseInt(status.substring(0, 3)));
                assertThat(reply.headers().firstValue("ETag")).contains("\"e\"");
                assertThat(reply.headers().firstValue("Content-Length")).isEmpty();
            }
        }
    }

    @Test
    void withoutOthersABodyMayBeOfAnySize() throws Exception {
        instance.proxy("POST", "/a", function.url("/"));

        assertThat(post("z".repeat(100_001)).statusCode()).isEqualTo(201);
        assertThat(function.requests().get(0).body()).hasSize(100_001);
    }

    @Test
    void anAuthorizerDecidesFirst() throws Exception {
        instance.proxy("POST", "/a", function.url("/"));
        instance.config("POST", "/v1/spaces/default/functions", Instance.function("auth", other.url("/")));
        instance.config("PUT", "/v1/spaces/default/eventtypes/http.request", "{\"authorizerId\":\"auth\"}");

        assertThat(post("hi").statusCode()).isEqualTo(201);
        assertThat(other.requests()).hasSize(1);
        instance.config("PUT", "/v1/spaces/default/functions/auth", Instance.function("auth", function.url("/")));
        assertThat(post("hi").statusCode()).isEqualTo(403);
    }

    @Test
    void whoObservesTheSpaceIsTold() throws Exception {
        instance.proxy("POST", "/a", function.url("/"));
        for (String type : List.of("event.received", "function.invoking", "function.invoked")) {
            instance.subscribe("async", "eventgateway." + type, "POST", "/", other.url("/" + type));
        }

        assertThat(post("hi").body()).isEqualTo("hello");
        await().until(() -> other.requests().size() == 3);
        assertThat(other.requests())
                .extracting(RawFunction.Request::line)
                .containsExactlyInAnyOrder(
                        "POST /event.received HTTP/1.1",
                        "POST /function.invoking HTTP/1.1",
                        "POST /function.invoked HTTP/1.1");
    }

    @Test
    void aPausedSubscriptionAndARuleForBrowsersCountAsInEventMode() throws Exception {
        instance.proxy("POST", "/a", function.url("/"));
        instance.config(
                "POST",
                "/v1/spaces/default/cors",
                "{\"path\":\"/a\",\"method\":\"POST\",\"allowedOrigins\":[\"https://site\"]}");
        HttpResponse<String> reply = instance.events("POST", "/a", "x", "Origin", "https://site");
        assertThat(reply.headers().firstValue("Access-Control-Allow-Origin")).contains("https://site");
        assertThat(reply.body()).isEqualTo("hello");

        String subscription =
                instance.config("/v1/spaces/default/subscriptions").body();
        String id = subscription.replaceAll("(?s).*\"subscriptionId\":\"([^\"]*)\".*", "$1");
        String document = subscription.replaceAll("(?s).*\\[(\\{.*\\})\\].*", "$1");
        instance.config(
                "PUT", "/v1/spaces/default/subscriptions/" + id, document.replaceFirst("\\{", "{\"paused\":true,"));
        assertThat(post("hi").statusCode()).isEqualTo(503);
        assertThat(function.requests()).hasSize(1);
    }

    @Test
    void itIsCounted() throws Exception {
        instance.proxy("POST", "/a", function.url("/"));
        post("hi");

        String metrics = instance.config("/v1/metrics").body();

        assertThat(metrics)
                .containsPattern("eventgateway_events_received_total\\{[^}]*http.request[^}]*} 1.0")
                .containsPattern("eventgateway_events_processed_total\\{[^}]*http.request[^}]*} 1.0")
                .containsPattern("outcome=\"ok\"");
    }
}
