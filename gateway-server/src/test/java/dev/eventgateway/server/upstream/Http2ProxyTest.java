package dev.eventgateway.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.server.http.RawClient;
import dev.eventgateway.server.tls.SelfSigned;
import dev.eventgateway.server.upstream.RawHttp2Function.Request;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests by HTTP/1.1 that are handed on by HTTP/2, and what becomes of them where the two differ. */
class Http2ProxyTest {

    private static final String GET = "GET / HTTP/1.1\nHost: x\n\n";

    @TempDir
    private static Path folder;

    private static SelfSigned identity;

    @BeforeAll
    static void certify() throws Exception {
        identity = SelfSigned.make(folder, "function", "EC");
    }

    private interface Check {
        void check(RawHttp2Function function, RawClient client) throws Exception;
    }

    private static void with(RawHttp2Function.Behaviour behaviour, Check check) throws Exception {
        try (RawHttp2Function function = RawHttp2Function.serving(identity, behaviour);
                Front front = new Front(function.url(""), identity);
                RawClient client = new RawClient(front.address())) {
            check.check(function, client);
        }
    }

    @Test
    void whatBelongsToAConnectionStaysBehind() throws Exception {
        with(
                connection -> {
                    Request request = connection.request();
                    assertThat(connection.body(request)).isEqualTo("hello");
                    connection.answer(request.stream(), "x");
                    connection.awaitEnd();
                },
                (function, client) -> {
                    client.send("""
                            PUT /a?b HTTP/1.1
                            Host: x
                            Connection: keep-alive, X-Hop
                            X-Hop: 1
                            Keep-Alive: 1
                            TE: trailers
                            Upgrade: h2c
                            Proxy-Connection: x
                            Transfer-Encoding: chunked
                            X-End: 1

                            5
                            hello
                            0

                            """);

                    assertThat(client.reply()).startsWith("HTTP/1.1 200").endsWith("x");
                    assertThat(function.requests().get(0).headers())
                            .containsEntry(":method", "PUT")
                            .containsEntry(":path", "/a?b")
                            .containsEntry("x-end", "1")
                            .containsEntry("x-forwarded-proto", "http")
                            .doesNotContainKeys(
                                    "host",
                                    "connection",
                                    "x-hop",
                                    "keep-alive",
                                    "te",
                                    "upgrade",
                                    "proxy-connection",
                                    "transfer-encoding",
                                    "content-length");
                });
    }

    /** By then it has been read to its end, and its end is not that it has none. */
    @Test
    void aBodyOfUnknownLengthIsWholeWhenItIsSentOnceMore() throws Exception {
        with(
                connection -> {
                    Request refused = connection.request();
                    assertThat(connection.body(refused)).isEqualTo("hello");
                    connection.reset(refused.stream(), RawHttp2Function.REFUSED);
                    Request again = connection.request();
                    connection.answer(again.stream(), connection.body(again));
                    connection.awaitEnd();
                },
                (function, client) -> {
                    client.send("POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n5\nhello\n0\n\n");

                    assertThat(client.reply()).startsWith("HTTP/1.1 200").endsWith("hello");
                });
    }

    @Test
    void trailersGoBothWays() throws Exception {
        with(
                connection -> {
                    Request request = connection.request();
                    connection.body(request);
                    connection.head(request.stream(), 0, ":status", "200");
                    connection.data(request.stream(), 0, "hi");
                    connection.head(request.stream(), RawHttp2Function.END_STREAM, "x-sum", "42");
                    connection.awaitEnd();
                },
                (function, client) -> {
                    client.send("POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n5\nhello\n0\nX-Check: 7\n\n");

                    assertThat(client.until("\r\n0\r\n")).endsWith("2\r\nhi\r\n0\r\n");
                    assertThat(client.until("\r\n\r\n")).isEqualToIgnoringCase("x-sum: 42\r\n\r\n");
                    assertThat(function.requests().get(1).headers()).containsEntry("x-check", "7");
                });
    }

    @Test
    void answersWithoutABodyHaveNone() throws Exception {
        with(
                connection -> {
                    while (true) {
                        Request request = connection.request();
                        String status = request.path().substring(1);
                        connection.head(
                                request.stream(),
                                RawHttp2Function.END_STREAM,
                                ":status",
                                status,
                                "content-length",
                                "9",
                                "etag",
                                "e");
                    }
                },
                (function, client) -> {
                    client.send("HEAD /200 HTTP/1.1\nHost: x\n\n");
                    assertThat(client.replyWithoutBody().toLowerCase(Locale.ROOT))
                            .startsWith("http/1.1 200")
                            .contains("content-length: 9", "etag: e");
                    client.send("GET /304 HTTP/1.1\nHost: x\n\n");
                    assertThat(client.replyWithoutBody()).startsWith("HTTP/1.1 304");
                    client.send("GET /204 HTTP/1.1\nHost: x\n\n");
                    assertThat(client.replyWithoutBody()).startsWith("HTTP/1.1 204");
                    client.send("HEAD /404 HTTP/1.1\nHost: x\n\n");
                    assertThat(client.replyWithoutBody()).startsWith("HTTP/1.1 404");
                    assertThat(function.connections()).isEqualTo(1);
                });
    }

    @Test
    void anAnswerThatBreaksOffBreaksTheConnectionOfItsClientOnly() throws Exception {
        with(
                connection -> {
                    Request first = connection.request();
                    Request second = connection.request();
                    connection.head(first.stream(), 0, ":status", "200", "content-length", "9");
                    connection.data(first.stream(), 0, "part");
                    connection.reset(first.stream(), 2);
                    connection.answer(second.stream(), "whole");
                    connection.awaitEnd();
                },
                (function, client) -> {
                    client.send(GET);
                    CompletableFuture<String> broken = CompletableFuture.supplyAsync(() -> whatComes(client));
                    await().until(() -> function.requests().size() == 1);
                    assertThat(another(client)).endsWith("whole");
                    assertThat(broken.get(20, TimeUnit.SECONDS)).doesNotContain("whole");
                });
    }

    /** {@return what comes until the connection breaks; nothing if it is reset} */
    private static String whatComes(RawClient client) {
        try {
            return client.untilClosed();
        } catch (SocketTimeoutException open) {
            throw new IllegalStateException("the connection is not closed", open);
        } catch (IOException reset) {
            return "";
        }
    }

    private static String another(RawClient client) throws IOException {
        try (RawClient other = new RawClient(client.peer())) {
            return other.send(GET).reply();
        }
    }

    @Test
    void aClientThatGoesAwayEndsItsOwnCallOnly() throws Exception {
        CompletableFuture<RawHttp2Function.Frame> reset = new CompletableFuture<>();
        with(
                connection -> {
                    Request first = connection.request();
                    connection.head(first.stream(), 0, ":status", "200");
                    connection.data(first.stream(), 0, "begun");
                    Request second = connection.request();
                    connection.data(first.stream(), 0, "more");
                    reset.complete(connection.next(RawHttp2Function.RESET));
                    connection.answer(second.stream(), "other");
                    connection.awaitEnd();
                },
                (function, client) -> {
                    client.send(GET).until("begun");
                    try (RawClient other = new RawClient(client.peer())) {
                        client.close();
                        other.send(GET);
                        assertThat(other.reply()).endsWith("other");
                    }
                    assertThat(reset.join().stream()).isEqualTo(1);
                    assertThat(reset.join().bytes().getInt()).isEqualTo(RawHttp2Function.CANCEL);
                    assertThat(function.connections()).isEqualTo(1);
                });
    }

    @Test
    void leaveToSendTheBodyIsTheFunctionsToGive() throws Exception {
        with(
                connection -> {
                    Request request = connection.request();
                    assertThat(request.headers()).containsEntry("expect", "100-continue");
                    connection.head(request.stream(), 0, ":status", "100");
                    String body = connection.body(request);
                    connection.answer(request.stream(), body);
                    request = connection.request();
                    connection.head(request.stream(), RawHttp2Function.END_STREAM, ":status", "417");
                    connection.awaitEnd();
                },
                (function, client) -> {
                    String head = "POST / HTTP/1.1\nHost: x\nExpect: 100-continue\nContent-Length: 4\n\n";
                    client.send(head);
                    assertThat(client.replyWithoutBody()).startsWith("HTTP/1.1 100");
                    client.send("body");
                    assertThat(client.reply()).endsWith("body");
                    client.send(head);
                    assertThat(client.replyWithoutBody()).startsWith("HTTP/1.1 417");
                });
    }

    @Test
    void aRequestThatIsNotTakenDoesNotKeepOthersWaiting() throws Exception {
        with(
                connection -> {
                    connection.greet();
                    connection.number(RawHttp2Function.WINDOW_UPDATE, 0, 10_000_000);
                    Request stalled = connection.request();
                    Request other = connection.request();
                    assertThat(connection.body(other)).hasSize(200_000);
                    connection.answer(other.stream(), "other");
                    connection.number(RawHttp2Function.WINDOW_UPDATE, stalled.stream(), 10_000_000);
                    for (int left = 1_000_000 - 65_535; left > 0; ) {
                        left -= connection.next(RawHttp2Function.DATA).payload().length();
                    }
                    connection.answer(stalled.stream(), "stalled");
                    connection.awaitEnd();
                },
                (function, client) -> {
                    client.send("POST / HTTP/1.1\nHost: x\nContent-Length: 1000000\n\n");
                    client.sendBytes(new byte[100_000]);
                    await().until(() -> function.requests().size() == 1);
                    try (RawClient another = new RawClient(client.peer())) {
                        another.send("POST / HTTP/1.1\nHost: x\nContent-Length: 200000\n\n");
                        another.sendBytes(new byte[200_000]);
                        assertThat(another.reply()).endsWith("other");
                    }
                    client.sendBytes(new byte[900_000]);
                    assertThat(client.reply()).endsWith("stalled");
                    assertThat(function.connections()).isEqualTo(1);
                });
    }

    @Test
    void aConnectionThatBreaksBreaksAllThatIsOnIt() throws Exception {
        with(
                connection -> {
                    Request request = connection.request();
                    connection.head(request.stream(), 0, ":status", "200", "content-length", "9");
                    connection.data(request.stream(), 0, "part");
                    connection.cut();
                },
                (function, client) -> {
                    assertThat(whatComes(client.send(GET))).doesNotContain("HTTP/1.1 5");
                });
    }
}
