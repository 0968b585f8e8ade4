package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.server.http.RawClient;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where an answer ends, and what comes behind its body. */
class ProxyFramingTest {

    private static final String[] UNCLEAR = {
        "Content-Length: abc",
        "Content-Length: -1",
        "Content-Length: +3",
        "Content-Length:",
        "Content-Length: 3\nContent-Length: 50",
        "Content-Length: 3, 3",
        "Content-Length: 9999999999999999999",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked\nTransfer-Encoding: identity\nContent-Length: 0",
        "Transfer-Encoding: identity",
    };

    private final Instance instance = Instance.start("--function-timeout=2s");
    private final Origin origin;
    private final RawClient client;

    ProxyFramingTest() throws IOException {
        origin = new Origin();
        client = new RawClient(instance.server().events());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        origin.close();
        instance.close();
    }

    @Test
    void anAnswerThatDoesNotSayClearlyHowLongItIsIsA502() throws Exception {
        for (String method : new String[] {"GET", "HEAD"}) {
            instance.proxy(method, "/a", origin.url("/"));
            for (String length : UNCLEAR) {
                client.send(method + " /a HTTP/1.1\nHost: x\n\n");
                try (Origin.Connection connection = origin.accept()) {
                    connection.head();
                    connection.write("HTTP/1.1 200 OK\n" + length + "\n\n");
                    String reply = method.equals("HEAD") ? client.replyWithoutBody() : client.reply();
                    assertThat(reply).as(method + " " + length).startsWith("HTTP/1.1 502 ");
                    assertThat(connection.rest()).isEmpty();
                }
            }
        }
    }

    @Test
    void interimAnswersAreNotTheAnswer() throws Exception {
        instance.proxy("GET", "/a", origin.url("/"));
        client.send("GET /a HTTP/1.1\nHost: x\n\n");
        try (Origin.Connection connection = origin.accept()) {
            connection.head();
            connection.write("HTTP/1.1 102 Processing\n\nHTTP/1.1 103 Early Hints\nLink: </a.css>\n\n");
            connection.write("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello");
            assertThat(client.reply())
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("hello")
                    .doesNotContain("Link");
        }
    }

    @Test
    void anAnswerToHeadThatCouldHaveNoBodyHasNoLength() throws Exception {
        instance.proxy("HEAD", "/a", origin.url("/"));
        for (String status : new String[] {"204 No Content", "304 Not Modified"}) {
            client.send("HEAD /a HTTP/1.1\nHost: x\n\n");
            try (Origin.Connection connection = origin.accept()) {
                connection.head();
                connection.write("HTTP/1.1 " + status + "\nConnection: close\n\n");
                assertThat(client.replyWithoutBody())
                        .startsWith("HTTP/1.1 " + status)
                        .doesNotContain("Content-Length", "Transfer-Encoding");
            }
        }
    }

    @Test
    void whatTheGatewayItselfSaysOfARequestDoesNotFollowTheBody() throws Exception {
        instance.proxy("POST", "/a", origin.url("/"));
        client.send("""
                POST /a HTTP/1.1
                Host: x
                Transfer-Encoding: chunked

                1
                a
                0
                X-Sum: 1
                X-Forwarded-For: 6.6.6.6
                Forwarded: for=6.6.6.6
                ce-eventgatewayhops: 0

                """);
        try (Origin.Connection connection = origin.accept()) {
            connection.head();
            assertThat(connection.until("\r\n\r\n")).contains("X-Sum: 1").doesNotContain("6.6.6.6", "hops");
            connection.write("HTTP/1.1 200 OK\nContent-Length: 2\n\nok");
            assertThat(client.reply()).endsWith("ok");
        }
    }
}
