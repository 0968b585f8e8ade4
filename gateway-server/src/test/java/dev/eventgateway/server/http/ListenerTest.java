package dev.eventgateway.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ListenerTest extends EchoedRequests {

    ListenerTest() throws IOException {}

    @Test
    void bodiesOfBothKindsArriveWhole() throws IOException {
        try (RawClient client = client()) {
            assertThat(client.send("POST /a HTTP/1.1\nHost: x\nContent-Length: 5\n\nab")
                            .send("cde")
                            .reply())
                    .endsWith("POST|/a||5");
            assertThat(client.send("POST /b HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n3\nabc\n")
                            .send("2\nde\n0\n\n")
                            .reply())
                    .endsWith("POST|/b||5");
            assertThat(client.send("POST /c HTTP/1.1\nHost: x\nContent-Length: " + LIMIT + "\n\n" + "z".repeat(LIMIT))
                            .reply())
                    .endsWith("POST|/c||" + LIMIT);
        }
    }

    @Test
    void aLongBodyIsRefusedAndItsSenderCanReadWhy() throws IOException {
        int much = LIMIT + 200_000;
        try (RawClient client = client()) {
            client.send("POST /a HTTP/1.1\nHost: x\nContent-Length: " + much + "\n\n" + "z".repeat(much));
            assertThat(client.untilClosed())
                    .startsWith("HTTP/1.1 413 ")
                    .contains("Connection: close")
                    .endsWith("{\"errors\":[{\"message\":\"The request body is larger than 1000 bytes.\"}]}\n");
        }
    }

    @Test
    void aLongChunkedBodyIsRefusedAndItsSenderCanReadWhy() throws IOException {
        try (RawClient client = client()) {
            client.send("POST /a HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n");
            for (int chunk = 0; chunk < 200; chunk++) {
                client.send("400\n" + "z".repeat(1024) + "\n");
            }
            client.send("0\n\n");
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 413 ").contains("larger than 1000 bytes");
        }
    }

    @Test
    void anEndlessBodyIsCutOff() throws IOException {
        try (RawClient client = client()) {
            client.send("POST /early HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n");
            byte[] chunk = ("400\r\n" + "z".repeat(1024) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            assertThatThrownBy(() -> {
                        for (int sent = 0; sent < 100_000; sent++) {
                            client.sendBytes(chunk);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aLongReplyArrivesWholeWhetherOrNotTheRequestWasRead() throws IOException {
        try (RawClient client = client()) {
            for (String request : List.of(
                    "GET /long HTTP/1.1\nHost: x\n\n", "POST /long HTTP/1.1\nHost: x\nContent-Length: 3\n\na")) {
                assertThat(client.send(request).until("\r\n\r\n")).contains("Content-Length: " + LONG.length);
                assertThat(client.input().readNBytes(LONG.length)).isEqualTo(LONG);
            }
            assertThat(client.send("bcGET /next HTTP/1.1\nHost: x\n\n").reply()).endsWith("GET|/next||0");
        }
    }

    @Test
    void anEarlyReplyLeavesTheConnectionUsable() throws IOException {
        try (RawClient client = client()) {
            client.send("POST /early HTTP/1.1\nHost: x\nContent-Length: 500\n\n" + "z".repeat(100));
            assertThat(client.reply()).startsWith("HTTP/1.1 404 ");
            assertThat(client.send("z".repeat(400) + "GET /next HTTP/1.1\nHost: x\n\n")
                            .reply())
                    .endsWith("GET|/next||0");
        }
    }

    @Test
    void aBodyThatDoesNotArriveIsGivenUp() throws IOException {
        try (RawClient client = client()) {
            client.send("POST /a HTTP/1.1\nHost: x\nContent-Length: 500\n\nab");
            assertThat(client.reply()).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void aHeadThatDoesNotArriveIsGivenUp() throws IOException {
        try (RawClient client = client()) {
            assertThat(client.send("GET /a HTTP/1.1\nHo").untilClosed()).isEmpty();
        }
    }

    @Test
    void aConnectionWithoutARequestIsClosed() throws IOException {
        try (RawClient silent = client();
                RawClient used = client()) {
            assertThat(used.send("GET /a HTTP/1.1\nHost: x\n\n").reply()).startsWith("HTTP/1.1 200 ");
            assertThat(used.untilClosed()).isEmpty();
            assertThat(silent.untilClosed()).isEmpty();
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (RawClient client = client()) {
            client.send(
                    "POST /1 HTTP/1.1\nHost: x\nContent-Length: 2\n\nabGET /2 HTTP/1.1\nHost: x\n\nGET /3 HTTP/1.1\nHost: x\n\n");
            assertThat(client.reply()).endsWith("POST|/1||2");
            assertThat(client.reply()).endsWith("GET|/2||0");
            assertThat(client.reply()).endsWith("GET|/3||0");
        }
    }

    @Test
    void aRequestThatComesBeforeTheReplyIsAnsweredAfterIt() throws Exception {
        try (RawClient client = client();
                RawClient other = client()) {
            client.send("POST /awaited HTTP/1.1\nHost: x\nContent-Length: 2\n\nab");
            assertThat(read.await(20, TimeUnit.SECONDS)).isTrue();
            client.send("POST /next HTTP/1.1\nHost: x\nContent-Length: 3\n\nabc");
            assertThat(other.send("GET /other HTTP/1.1\nHost: x\n\n").reply()).endsWith("GET|/other||0");
            released.complete(null);

            assertThat(client.reply()).endsWith("POST|/awaited||2");
            assertThat(client.reply()).endsWith("POST|/next||3");
            assertThat(client.send("GET /last HTTP/1.1\nHost: x\n\n").reply()).endsWith("GET|/last||0");
        }
    }

    @Test
    void aSenderWhoLeavesBeforeTheReplyDisturbsNobody() throws Exception {
        try (RawClient other = client()) {
            try (RawClient client = client()) {
                client.send("GET /awaited HTTP/1.1\nHost: x\n\n");
                assertThat(read.await(20, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(other.send("GET /other HTTP/1.1\nHost: x\n\n").reply()).endsWith("GET|/other||0");
            released.complete(null);
            assertThat(other.send("GET /last HTTP/1.1\nHost: x\n\n").reply()).endsWith("GET|/last||0");
        }
    }

    @Test
    void aSenderWhoAsksFirstIsToldToContinue() throws IOException {
        try (RawClient client = client()) {
            client.send("POST /a HTTP/1.1\nHost: x\nContent-Length: 5\nExpect: 100-continue\n\n");
            assertThat(client.reply()).startsWith("HTTP/1.1 100 Continue");
            assertThat(client.send("abcde").reply()).endsWith("POST|/a||5");
            assertThat(client.send("GET /next HTTP/1.1\nHost: x\n\n").reply()).endsWith("GET|/next||0");
        }
    }

    @Test
    void aSenderWhoAsksFirstIsRefusedBeforeTheBody() throws IOException {
        try (RawClient client = client()) {
            client.send("POST /a HTTP/1.1\nHost: x\nContent-Length: 5000\nExpect: 100-continue\n\n");
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 413 ").endsWith("}\n");
        }
        try (RawClient client = client()) {
            client.send("POST /early HTTP/1.1\nHost: x\nContent-Length: 500\nExpect: 100-continue\n\n");
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 404 ").endsWith("}\n");
        }
    }

    @Test
    void headGetsTheLengthWithoutTheBody() throws IOException {
        try (RawClient client = client()) {
            assertThat(client.send("HEAD /a HTTP/1.1\nHost: x\n\n").replyWithoutBody())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Content-Length: 10\r\n");
            assertThat(client.send("GET /next HTTP/1.1\nHost: x\n\n").reply()).endsWith("GET|/next||0");
        }
    }

    @Test
    void statusesWithoutABodyHaveNone() throws IOException {
        try (RawClient client = client()) {
            for (String request :
                    List.of("GET /status?204", "GET /status?304", "HEAD /status?204", "HEAD /status?304")) {
                assertThat(client.send(request + " HTTP/1.1\nHost: x\n\n").reply())
                        .as(request)
                        .startsWith("HTTP/1.1 " + request.substring(request.indexOf('?') + 1))
                        .endsWith("\r\n\r\n")
                        .doesNotContain("Content-Length")
                        .doesNotContain("Transfer-Encoding");
            }
            assertThat(client.send("GET /status?205 HTTP/1.1\nHost: x\n\n").reply())
                    .contains("Content-Length: 0");
            assertThat(client.send("GET /next HTTP/1.1\nHost: x\n\n").reply()).endsWith("GET|/next||0");
        }
    }

    /** A client that keeps connections takes a reply without that word for a promise to stay, and loses its next request. */
    @Test
    void aConnectionThatWillCloseSaysSoWhateverTheStatus() throws IOException {
        for (String status : new String[] {"200", "204", "304"}) {
            try (RawClient client = client()) {
                assertThat(client.send("GET /status?" + status + " HTTP/1.1\nHost: x\nConnection: close\n\n")
                                .untilClosed())
                        .startsWith("HTTP/1.1 " + status)
                        .containsOnlyOnce("Connection: close");
            }
        }
    }

    @Test
    void whatIsNoHttpResponseIsAnsweredWith502() throws IOException {
        try (RawClient client = client()) {
            for (String target : new String[] {"/status?100", "/status?101", "/status?600", "/status?-1", "/evil"}) {
                assertThat(client.send("GET " + target + " HTTP/1.1\nHost: x\n\n")
                                .reply())
                        .startsWith("HTTP/1.1 502 ")
                        .contains("application/json")
                        .doesNotContain("Set-Cookie");
            }
        }
    }

    @Test
    void headersOfOneConnectionAreNotPassedOn() throws IOException {
        try (RawClient client = client()) {
            assertThat(client.send("GET /headers HTTP/1.1\nHost: x\n\n").reply())
                    .contains("Set-Cookie: a=1\r\n", "Set-Cookie: b=2\r\n", "Content-Length: 2\r\n")
                    .doesNotContain("X-Private", "chunked", "Keep-Alive", "7000", "Server:")
                    .endsWith("hi");
            assertThat(client.send("GET /next HTTP/1.1\nHost: x\n\n").reply()).endsWith("GET|/next||0");
        }
    }

    @Test
    void aFaultOfTheEndpointIsAnInternalError() throws IOException {
        try (RawClient client = client()) {
            assertThat(client.send("GET /broken HTTP/1.1\nHost: x\n\n").reply())
                    .startsWith("HTTP/1.1 500 ")
                    .contains("Internal error");
            assertThat(client.send("GET /next HTTP/1.1\nHost: x\n\n").reply()).endsWith("GET|/next||0");
        }
    }

    @Test
    void anOldClientIsServed() throws IOException {
        try (RawClient client = client()) {
            assertThat(client.send("GET /a HTTP/1.0\n\n").untilClosed())
                    .startsWith("HTTP/1.0 200 ")
                    .endsWith("GET|/a||0");
        }
    }

    @Test
    void aSenderWhoLeavesHurtsNobody() throws IOException {
        for (int round = 0; round < 50; round++) {
            try (RawClient client = client()) {
                client.send("POST /a HTTP/1.1\nHost: x\nContent-Length: 500\n\nab");
            }
        }
        try (RawClient client = client()) {
            assertThat(client.send("GET /next HTTP/1.1\nHost: x\n\n").reply()).endsWith("GET|/next||0");
        }
        listener.awaitIdle(Duration.ofSeconds(10));
    }

    @Test
    void aStoppingListenerEndsItsConnections() throws IOException {
        try (RawClient client = client()) {
            assertThat(client.send("GET /a HTTP/1.1\nHost: x\n\n").reply()).contains("keep-alive");
            listener.stopAccepting();
            assertThatThrownBy(this::client).isInstanceOf(IOException.class);
            assertThat(client.send("GET /b HTTP/1.1\nHost: x\n\n").untilClosed())
                    .contains("Connection: close")
                    .endsWith("GET|/b||0");
        }
    }

    @Test
    void manyBodiesAtOnceDoNotFillTheMemory() throws IOException {
        Duration patient = Duration.ofSeconds(60);
        HttpLimits limits = new HttpLimits(LIMIT, LIMIT + LIMIT / 2, patient, patient, patient, patient);
        try (Listener small = open(ANY_PORT, limits);
                RawClient first = new RawClient(small.address())) {
            first.send(post("/first", LIMIT) + "z".repeat(LIMIT - 1));
            Awaitility.await().until(() -> full(small).startsWith("HTTP/1.1 503 "));
            assertThat(full(small)).contains("Retry-After: 1");
            assertThat(first.send("z").reply()).endsWith("POST|/first||" + LIMIT);
            Awaitility.await().until(() -> full(small).startsWith("HTTP/1.1 200 "));
        }
    }

    private static String post(String path, int length) {
        return "POST " + path + " HTTP/1.1\nHost: x\nContent-Length: " + length + "\n\n";
    }

    private static String full(Listener listener) throws IOException {
        try (RawClient client = new RawClient(listener.address())) {
            return client.send(post("/full", LIMIT) + "z".repeat(LIMIT)).reply();
        }
    }

    @Test
    void aTakenPortIsSaidToBeTaken() {
        assertThatThrownBy(() -> open(listener.address(), LIMITS)).isInstanceOf(BindException.class);
    }
}
