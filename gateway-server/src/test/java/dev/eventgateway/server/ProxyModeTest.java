package dev.eventgateway.server;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.function.RawFunction;
import dev.eventgateway.server.http.RawClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A function in proxy mode gets requests as they were sent, and its answers are the replies. */
class ProxyModeTest {

    private final Instance instance = Instance.start();

    @AfterEach
    void stop() {
        instance.close();
    }

    @Test
    void theRequestGoesToThePathOfTheAddressAndItsOwn() throws Exception {
        try (RawFunction function = RawFunction.answering(answer(200, "hello"))) {
            instance.proxy("POST", "/*any", function.url("/base/?key=1"));
            try (RawClient client = new RawClient(instance.server().events())) {
                String reply = client.send("POST /a%2Fb//c?q=%20&r HTTP/1.1\nHost: site:81\nX-A: 1\nX-A: 2\n"
                                + "Connection: keep-alive, X-Mine\nX-Mine: 3\nContent-Length: 2\n\nhi")
                        .reply();

                assertThat(reply).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nhello");
            }
            RawFunction.Request request = function.requests().get(0);
            assertThat(request.line()).isEqualTo("POST /base/a%2Fb//c?key=1&q=%20&r HTTP/1.1");
            assertThat(request.head())
                    .containsExactlyInAnyOrder(
                            "Host: " + function.url("").substring(7),
                            "X-A: 1",
                            "X-A: 2",
                            "Content-Length: 2",
                            "ce-eventgatewayhops: 1",
                            "X-Forwarded-For: 127.0.0.1",
                            "X-Forwarded-Proto: http",
                            "X-Forwarded-Host: site:81",
                            "");
            assertThat(request.body()).asString().isEqualTo("hi");
        }
    }

    @Test
    void theAnswerIsTheReply() throws Exception {
        String headers = "X-B: 1\r\nX-B: 2\r\nConnection: X-Own\r\nX-Own: 3\r\n";
        try (RawFunction chunked = RawFunction.answering("HTTP/1.1 404 Nowhere\r\n" + headers
                        + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
                RawFunction empty =
                        RawFunction.answering("HTTP/1.1 304 Same\r\nETag: 1\r\nContent-Length: 9\r\n\r\n")) {
            instance.proxy("GET", "/chunked", chunked.url("/"));
            instance.proxy("GET", "/empty", empty.url("/"));
            HttpResponse<String> reply = instance.events("GET", "/chunked", "");
            assertThat(reply.statusCode()).isEqualTo(404);
            assertThat(reply.body()).isEqualTo("abcde");
            assertThat(reply.headers().allValues("X-B")).containsExactlyInAnyOrder("1", "2");
            assertThat(reply.headers().firstValue("X-Own")).isEmpty();
            for (int times = 0; times < 3; times++) {
                assertThat(instance.events("GET", "/empty", "").statusCode()).isEqualTo(304);
            }
        }
    }

    @Test
    void aRequestThatGoesRoundInALoopIsRefused() throws Exception {
        try (RawFunction function = RawFunction.answering(answer(200, "hello"))) {
            instance.proxy("GET", "/a", function.url("/"));
            assertThat(instance.events("GET", "/a", "", "ce-eventgatewayhops", "3")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(function.requests().get(0).header("ce-eventgatewayhops")).isEqualTo("4");
            assertThat(instance.events("GET", "/a", "", "ce-eventgatewayhops", "1000")
                            .statusCode())
                    .isEqualTo(508);
            assertThat(instance.events("GET", "/a", "", "ce-eventgatewayhops", "x")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(function.requests()).hasSize(1);
        }
    }

    @Test
    void itsProtectionCountsToTheEndOfAnAnswer() throws Exception {
        try (Origin origin = new Origin();
                RawClient client = new RawClient(instance.server().events())) {
            instance.proxy("GET", "/a", origin.url("/"));
            String id = "p" + Math.floorMod(origin.url("/").hashCode(), 1_000_000);
            instance.config(
                    "PUT",
                    "/v1/spaces/default/functions/" + id,
                    Instance.proxyFunction(id, origin.url("/")).replaceFirst("\\{", "{\"maxConcurrency\":1,"));
            client.send("GET /a HTTP/1.1\nHost: x\n\n");
            try (Origin.Connection connection = origin.accept()) {
                connection.head();
                connection.write("HTTP/1.1 200 OK\nContent-Length: 2\n\na");
                client.until("\r\n\r\na");
                assertThat(instance.events("GET", "/a", "").statusCode()).isEqualTo(503);
                connection.write("b");
                assertThat(client.next(1)).isEqualTo("b");
                client.send("GET /a HTTP/1.1\nHost: x\n\n");
                connection.head();
                connection.write("HTTP/1.1 200 OK\nContent-Length: 0\n\n");
                assertThat(client.reply()).startsWith("HTTP/1.1 200 ");
            }
        }
    }
}
