package dev.eventgateway.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

class ListenerTest {

    private static final int LIMIT = 1_000;
    private static final HttpLimits LIMITS = new HttpLimits(
            LIMIT,
            10 * LIMIT,
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            Duration.ofSeconds(20),
            Duration.ofMillis(300));
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final XnioWorker worker;
    private final DefaultByteBufferPool buffers = new DefaultByteBufferPool(true, 16 * 1024);
    private final Listener listener;

    ListenerTest() throws IOException {
        worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
        listener = Listener.open(worker, buffers, ANY_PORT, Optional.empty(), LIMITS, ListenerTest::answer);
    }

    @AfterEach
    void close() throws InterruptedException {
        listener.close();
        worker.shutdown();
        worker.awaitTermination();
        buffers.close();
    }

    /** Answers with what it was asked; some paths answer in other ways. */
    private static CompletionStage<GatewayReply> answer(GatewayRequest request) {
        return switch (request.rawPath()) {
            case "/early" -> CompletableFuture.completedStage(GatewayReply.error(404, "no"));
            case "/broken" -> throw new IllegalStateException("as the test wants it");
            case "/status" ->
                CompletableFuture.completedStage(
                        new GatewayReply(Integer.parseInt(request.rawQuery()), Headers.none(), new byte[] {'x'}));
            case "/headers" -> CompletableFuture.completedStage(functionsReply());
            case "/evil" ->
                CompletableFuture.completedStage(
                        GatewayReply.of(200, "text/plain", "x").with("X-Evil", "a\r\nSet-Cookie: b"));
            default -> request.body().thenApplyAsync(body -> echo(request, body));
        };
    }

    private static GatewayReply functionsReply() {
        Headers headers = Headers.builder()
                .add("Set-Cookie", "a=1")
                .add("Set-Cookie", "b=2")
                .add("Connection", "X-Private")
                .add("X-Private", "1")
                .add("Transfer-Encoding", "chunked")
                .add("Content-Length", "7000")
                .add("Keep-Alive", "timeout=9")
                .build();
        return new GatewayReply(200, headers, "hi".getBytes(StandardCharsets.UTF_8));
    }

    private static GatewayReply echo(GatewayRequest request, byte[] body) {
        return GatewayReply.of(
                200,
                "text/plain",
                request.method() + "|" + request.rawPath() + "|" + request.rawQuery() + "|" + body.length);
    }

    private RawClient client() throws IOException {
        return new RawClient(listener.address());
    }

    @Test
    void thePathAndTheQueryArriveAsTheyWereSent() throws IOException {
        try (RawClient client = client()) {
            assertThat(client.send("GET /a%2Fb/%C3%A9;m=1//c/?q=%20+a&q HTTP/1.1\nHost: x\n\n")
                            .reply())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .endsWith("GET|/a%2Fb/%C3%A9;m=1//c/|q=%20+a&q|0");
            assertThat(client.send("GET http://x:80/a%2Fb?q HTTP/1.1\nHost: x:80\n\n")
                            .reply())
                    .endsWith("GET|/a%2Fb|q|0");
            assertThat(client.send("GET http://x HTTP/1.1\nHost: x\n\n").reply())
                    .endsWith("GET|/||0");
        }
    }

    @Test
    void whatBrowsersDoNotEscapeInATargetIsTaken() throws IOException {
        try (RawClient client = client()) {
            assertThat(client.send("GET /a|b{c}^`\"<>?q=|{}^`\"<> HTTP/1.1\nHost: x\n\n")
                            .reply())
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("GET|/a|b{c}^`\"<>|q=|{}^`\"<>|0");
        }
    }

    @Test
    void bytesBeyondAsciiInATargetAreTakenAsIfTheyWereEscaped() throws IOException {
        try (RawClient client = client()) {
            assertThat(client.send("GET /\u00c3\u00a9?q=\u00ff HTTP/1.1\nHost: x\n\n")
                            .reply())
                    .endsWith("GET|/%C3%A9|q=%FF|0");
            assertThat(client.send("GET /%E9?q=%FF HTTP/1.1\nHost: x\n\n").reply())
                    .endsWith("GET|/%E9|q=%FF|0");
        }
    }

    @Test
    void aPercentSignThatBeginsNoEscapeIsRefused() throws IOException {
        for (String target : new String[] {"/users/%zz", "/users/%", "/a?y=100%", "/a?y=%1", "/a;b=%", "/a?%=1"}) {
            try (RawClient client = client()) {
                assertThat(client.send("GET " + target + " HTTP/1.1\nHost: x\n\n")
                                .untilClosed())
                        .as(target)
                        .startsWith("HTTP/1.1 400 ");
            }
        }
    }

    @Test
    void controlCharactersInATargetAreRefused() throws IOException {
        for (String target : new String[] {"/a\u0000b", "/a\u007fb", "/a?q=\u0001", "/a?q=\u000b", "/\r/"}) {
            try (RawClient client = client()) {
                assertThat(client.send("GET " + target + " HTTP/1.1\nHost: x\n\n")
                                .untilClosed())
                        .as(target)
                        .startsWith("HTTP/1.1 400 ");
            }
        }
    }

    @Test
    void aTransferCodingThatIsNotChunkedIsRefusedAndEndsTheConnection() throws IOException {
        for (String coding : new String[] {"gzip, chunked", "chunked, identity", "xchunked", "identity"}) {
            try (RawClient client = client()) {
                client.send("POST /a HTTP/1.1\nHost: x\nTransfer-Encoding: " + coding + "\n\n1\na\n0\n\n");
                assertThat(client.untilClosed())
                        .as(coding)
                        .startsWith("HTTP/1.1 501 ")
                        .contains("Connection: close")
                        .contains("{\"errors\":[{\"message\":\"The transfer coding of the request must be chunked");
            }
        }
    }

    @Test
    void aTargetWithoutAPathIsRefused() throws IOException {
        try (RawClient client = client()) {
            assertThat(client.send("OPTIONS * HTTP/1.1\nHost: x\n\n").reply())
                    .startsWith("HTTP/1.1 400 ")
                    .contains("Content-Type: application/json")
                    .contains("must start with /");
        }
        try (RawClient client = client()) {
            assertThat(client.send("CONNECT x:443 HTTP/1.1\nHost: x:443\n\n").reply())
                    .startsWith("HTTP/1.1 400 ");
        }
    }

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

    /** Undertow says it by itself, before there is a request; docs/api.md lists these cases. */
    private void assertRefusedWithoutBody(String request) throws IOException {
        try (RawClient client = client()) {
            assertThat(client.send(request).untilClosed())
                    .isEqualTo("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    }

    @Test
    void aHugeHeadIsRefused() throws IOException {
        assertRefusedWithoutBody("GET /a HTTP/1.1\nHost: x\nX-Big: " + "z".repeat(HttpLimits.MAX_HEAD) + "\n\n");
        assertRefusedWithoutBody("GET /" + "z".repeat(HttpLimits.MAX_HEAD) + " HTTP/1.1\nHost: x\n\n");
    }

    @Test
    void tooManyHeadersOrParametersAreRefused() throws IOException {
        try (RawClient client = client()) {
            assertThat(client.send("GET /a HTTP/1.1\nHost: x\n" + headers(HttpLimits.MAX_HEADERS - 1) + "\n")
                            .reply())
                    .startsWith("HTTP/1.1 200 ");
            assertThat(client.send("GET /a?" + parameters(HttpLimits.MAX_PARAMETERS) + " HTTP/1.1\nHost: x\n\n")
                            .reply())
                    .startsWith("HTTP/1.1 200 ");
        }
        assertRefusedWithoutBody("GET /a HTTP/1.1\nHost: x\n" + headers(HttpLimits.MAX_HEADERS) + "\n");
        assertRefusedWithoutBody("GET /a?" + parameters(HttpLimits.MAX_PARAMETERS + 1) + " HTTP/1.1\nHost: x\n\n");
    }

    private static String headers(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> "X-" + number + ": 1\n")
                .collect(Collectors.joining());
    }

    private static String parameters(int count) {
        return IntStream.range(0, count).mapToObj(number -> "a" + number + "=1").collect(Collectors.joining("&"));
    }

    @Test
    void aHeadThatBreaksTheRulesOfHttpIsRefused() throws IOException {
        assertRefusedWithoutBody("GET /a HTTP/1.1\nHost: x\nX A: 1\n\n");
        assertRefusedWithoutBody("POST /a HTTP/1.1\nHost: x\nContent-Length: x\n\n");
        assertRefusedWithoutBody("POST /a HTTP/1.1\nHost: x\nContent-Length: 1\nContent-Length: 2\n\n");
        assertRefusedWithoutBody("POST /a HTTP/1.1\nHost: x\nContent-Length: 1\nTransfer-Encoding: chunked\n\n0\n\n");
        assertRefusedWithoutBody(
                "POST /a HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\nTransfer-Encoding: chunked\n\n0\n\n");
    }

    @Test
    void aRequestWithoutOneHostIsRefused() throws IOException {
        for (String hosts : new String[] {"", "Host: x\nHost: y\n"}) {
            try (RawClient client = client()) {
                assertThat(client.send("GET /a HTTP/1.1\n" + hosts + "\n").untilClosed())
                        .startsWith("HTTP/1.1 400 ")
                        .contains("Content-Length: 0", "Connection: close");
            }
        }
    }

    @Test
    void aBrokenChunkEndsTheConnectionWithoutAReply() throws IOException {
        try (RawClient client = client()) {
            client.send("POST /a HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\nzz\na\n0\n\n");
            assertThat(client.untilClosed()).isEmpty();
        }
    }

    @Test
    void whatIsNoHttpIsRefused() throws IOException {
        try (RawClient client = client()) {
            assertThat(client.send("\u0016\u0003\u0001 what is this?\n\n").untilClosed())
                    .isIn("", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
        try (RawClient client = client()) {
            assertThat(client.send("GET /next HTTP/1.1\nHost: x\n\n").reply()).endsWith("GET|/next||0");
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
            for (String status : new String[] {"204", "304"}) {
                assertThat(client.send("GET /status?" + status + " HTTP/1.1\nHost: x\n\n")
                                .reply())
                        .startsWith("HTTP/1.1 " + status)
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
        try (Listener small = Listener.open(worker, buffers, ANY_PORT, Optional.empty(), limits, ListenerTest::answer);
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
        assertThatThrownBy(() -> Listener.open(
                        worker, buffers, listener.address(), Optional.empty(), LIMITS, ListenerTest::answer))
                .isInstanceOf(BindException.class);
    }
}
