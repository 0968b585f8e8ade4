package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.server.http.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens on the two connections of a request in proxy mode, step by step, and when either of them breaks. */
class ProxyStreamTest {

    private static final String POST = "POST /a HTTP/1.1\nHost: x\n";
    private static final String GET = "GET /a HTTP/1.1\nHost: x\n\n";

    private final Instance instance = Instance.start("--function-timeout=2s");
    private final Origin origin;
    private final RawClient client;

    ProxyStreamTest() throws IOException {
        origin = new Origin();
        client = new RawClient(instance.server().events());
    }

    @BeforeEach
    void subscribe() throws Exception {
        for (String method : new String[] {"GET", "POST", "HEAD"}) {
            instance.proxy(method, "/a", origin.url("/"));
        }
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        origin.close();
        instance.close();
    }

    @Test
    void theFunctionHearsTheBeginningBeforeTheEndIsSent() throws Exception {
        client.send(POST + "Content-Length: 4\n\nab");
        try (Origin.Connection connection = origin.accept()) {
            assertThat(connection.until("ab")).contains("Content-Length: 4");
            client.send("cd");
            connection.until("cd");
            connection.write("HTTP/1.1 200 OK\nContent-Length: 2\n\n");
            assertThat(client.replyWithoutBody()).startsWith("HTTP/1.1 200 ");
            connection.write("ok");
            assertThat(client.next(2)).isEqualTo("ok");
        }
    }

    @Test
    void chunksStayChunksAndTrailersFollowThemBothWays() throws Exception {
        client.send(POST + "Transfer-Encoding: chunked\n\n2\nab\n");
        try (Origin.Connection connection = origin.accept()) {
            assertThat(connection.until("ab\r\n")).contains("Transfer-Encoding: chunked");
            client.send("0\nX-Sum: 1\nContent-Length: 7\n\n");
            assertThat(connection.head()).isEqualTo("0\r\nX-Sum: 1\r\n\r\n");
            connection.write("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n1\nx\n0\nX-Sum: 2\n\n");
            assertThat(client.until("\r\n\r\n")).contains("Transfer-Encoding: chunked");
            assertThat(client.until("\r\n\r\n")).isEqualTo("01\r\nx\r\n0\r\nX-Sum: 2\r\n\r\n");
        }
    }

    @Test
    void leaveToSendTheBodyIsTheFunctionsToGive() throws Exception {
        client.send(POST + "Expect: 100-continue\nContent-Length: 2\n\n");
        try (Origin.Connection connection = origin.accept()) {
            assertThat(connection.head()).contains("Expect: 100-continue");
            connection.write("HTTP/1.1 100 Continue\n\n");
            assertThat(client.replyWithoutBody()).startsWith("HTTP/1.1 100 ");
            client.send("ab");
            connection.until("ab");
            connection.write("HTTP/1.1 204 None\n\n");
            assertThat(client.replyWithoutBody()).startsWith("HTTP/1.1 204 ");
        }
    }

    @Test
    void aFunctionMayRefuseTheBodyUnsent() throws Exception {
        client.send(POST + "Expect: 100-continue\nContent-Length: 2\n\n");
        try (Origin.Connection connection = origin.accept()) {
            connection.head();
            connection.write("HTTP/1.1 401 No\nContent-Length: 2\n\nno");
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 401 ").endsWith("\r\n\r\nno");
            assertThat(connection.rest()).isEmpty();
        }
    }

    /** The time in which it may give leave is over long before its answer is. */
    @Test
    void anAnswerInPlaceOfLeaveMayTakeItsTime() throws Exception {
        client.send(POST + "Expect: 100-continue\nContent-Length: 2\n\n");
        try (Origin.Connection connection = origin.accept();
                RawClient later = new RawClient(instance.server().events())) {
            connection.head();
            connection.write("HTTP/1.1 401 No\nContent-Length: 4\n\nno");
            client.until("no");
            later.send(POST + "Expect: 100-continue\nContent-Length: 2\n\n");
            try (Origin.Connection other = origin.accept()) {
                other.head();
                assertThat(later.replyWithoutBody()).startsWith("HTTP/1.1 100 ");
            }
            connection.write("pe");

            assertThat(client.untilClosed()).isEqualTo("pe");
            assertThat(connection.rest()).isEmpty();
        }
    }

    @Test
    void aFunctionThatKnowsNothingOfLeaveGetsTheBody() throws Exception {
        client.send(POST + "Expect: 100-continue\nContent-Length: 2\n\n");
        try (Origin.Connection connection = origin.accept()) {
            connection.head();
            assertThat(client.replyWithoutBody()).startsWith("HTTP/1.1 100 ");
            client.send("ab");
            connection.until("ab");
            connection.write("HTTP/1.1 200 OK\nContent-Length: 0\n\n");
            assertThat(client.reply()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void anAnswerMayComeWhileTheBodyIsStillSent() throws Exception {
        client.send(POST + "Content-Length: 4\n\nab");
        try (Origin.Connection connection = origin.accept()) {
            connection.until("ab");
            connection.write("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n1\nx\n");
            assertThat(client.until("x\r\n")).startsWith("HTTP/1.1 200 ");
            client.send("cd");
            connection.until("cd");
            connection.write("1\ny\n0\n\n");
            assertThat(client.until("0\r\n\r\n")).isEqualTo("01\r\ny\r\n0\r\n\r\n");
        }
    }

    @Test
    void aFunctionMayAnswerAndHangUpBeforeItHasHeardAll() throws Exception {
        client.send(POST + "Content-Length: 1000000\n\nab");
        try (Origin.Connection connection = origin.accept()) {
            connection.until("ab");
            connection.write("HTTP/1.1 413 Much\nContent-Length: 4\nConnection: close\n\nmuch");
        }
        assertThat(client.replyWithoutBody()).startsWith("HTTP/1.1 413 ");
        assertThat(client.next(4)).isEqualTo("much");
    }

    @Test
    void aConnectionOnWhichABodyWasNotHeardToItsEndIsNotUsedAgain() throws Exception {
        client.send(POST + "Content-Length: 4\n\nab");
        try (Origin.Connection connection = origin.accept()) {
            connection.until("ab");
            connection.write("HTTP/1.1 200 OK\nContent-Length: 0\n\n");
            assertThat(client.reply()).startsWith("HTTP/1.1 200 ");
            assertThat(connection.rest()).isEmpty();
        }
        client.send("cd" + GET);
        try (Origin.Connection connection = origin.accept()) {
            assertThat(connection.head()).startsWith("GET ");
            connection.write("HTTP/1.1 200 OK\nContent-Length: 0\n\n");
            assertThat(client.reply()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aFunctionThatHangsUpWithoutAnAnswerIsA502() throws Exception {
        client.send(POST + "Content-Length: 2\n\nab");
        try (Origin.Connection connection = origin.accept()) {
            connection.until("ab");
        }
        assertThat(client.reply()).startsWith("HTTP/1.1 502 ").contains("{\"errors\":[{");
        client.send(POST + "Content-Length: 2\n\nab");
        try (Origin.Connection connection = origin.accept()) {
            connection.until("ab");
            connection.reset();
        }
        assertThat(client.reply()).startsWith("HTTP/1.1 502 ");
        client.send(GET);
        try (Origin.Connection connection = origin.accept()) {
            connection.head();
            connection.write("HTTP/1.1 2");
        }
        assertThat(client.reply()).startsWith("HTTP/1.1 502 ");
    }

    @Test
    void aFunctionThatAnswersNonsenseIsA502() throws Exception {
        for (String nonsense : new String[] {"hello\n\n", "HTTP/1.1 200 OK\nContent-Length: x\n\n"}) {
            client.send(GET);
            try (Origin.Connection connection = origin.accept()) {
                connection.head();
                connection.write(nonsense);
                assertThat(client.reply()).as(nonsense).startsWith("HTTP/1.1 502 ");
            }
        }
    }

    @Test
    void aFunctionThatDoesNotAnswerInTimeIsA504() throws Exception {
        client.send(POST + "Content-Length: 2\n\nab");
        try (Origin.Connection connection = origin.accept()) {
            connection.until("ab");
            assertThat(client.reply()).startsWith("HTTP/1.1 504 ");
            assertThat(connection.rest()).isEmpty();
        }
    }

    @Test
    void theTimeForAnAnswerBeginsWhenTheBodyIsSent() throws Exception {
        client.send(POST + "Content-Length: 2\n\na");
        try (Origin.Connection connection = origin.accept()) {
            connection.until("a");
            // A second function is given up meanwhile, so that long this one has not been.
            try (RawClient other = new RawClient(instance.server().events())) {
                other.send(GET);
                try (Origin.Connection silent = origin.accept()) {
                    silent.head();
                    assertThat(other.reply()).startsWith("HTTP/1.1 504 ");
                }
            }
            client.send("b");
            connection.until("b");
            connection.write("HTTP/1.1 200 OK\nContent-Length: 0\n\n");
            assertThat(client.reply()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void anAnswerThatBreaksOffIsNeverWhole() throws Exception {
        for (String framing : new String[] {"Content-Length: 5", "Transfer-Encoding: chunked"}) {
            try (RawClient each = new RawClient(instance.server().events())) {
                each.send(GET);
                try (Origin.Connection connection = origin.accept()) {
                    connection.head();
                    connection.write(
                            "HTTP/1.1 200 OK\n" + framing + "\n\n" + (framing.startsWith("T") ? "2\nab\n" : "ab"));
                    assertThat(each.until("ab")).startsWith("HTTP/1.1 200 ");
                }
                assertThat(each.untilClosed()).as(framing).doesNotContain("0\r\n\r\n");
            }
        }
    }

    @Test
    void aBodyThatBreaksOffIsNeverWhole() throws Exception {
        for (String framing : new String[] {"Content-Length: 5\n\nab", "Transfer-Encoding: chunked\n\n2\nab\n"}) {
            RawClient each = new RawClient(instance.server().events());
            each.send(POST + framing);
            try (Origin.Connection connection = origin.accept()) {
                connection.until("ab");
                each.close();
                assertThat(connection.rest()).as(framing).doesNotContain("0\r\n\r\n");
            }
        }
    }

    @Test
    void aClientThatResetsWhileItWaitsEndsTheCall() throws Exception {
        try (Instance patient = Instance.start("--function-timeout=60s")) {
            patient.proxy("GET", "/a", origin.url("/"));
            InetSocketAddress events = patient.server().events();
            Socket gone = new Socket(events.getAddress(), events.getPort());
            gone.getOutputStream().write(GET.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            try (Origin.Connection connection = origin.accept()) {
                connection.head();
                gone.setSoLinger(true, 0);
                gone.close();
                assertThat(connection.rest()).isEmpty();
            }
        }
    }

    @Test
    void aClientThatGoesAwayDuringTheAnswerEndsTheCall() throws Exception {
        client.send(GET);
        try (Origin.Connection connection = origin.accept()) {
            connection.head();
            connection.write("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n1\nx\n");
            client.until("x\r\n");
            client.close();
            assertThatThrownBy(() -> {
                        while (true) {
                            connection.write("1\nx\n");
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aClientThatOnlyClosesItsOwnDirectionGetsTheReply() throws Exception {
        client.send(POST + "Content-Length: 2\n\nab");
        client.endOutput();
        try (Origin.Connection connection = origin.accept()) {
            connection.until("ab");
            connection.write("HTTP/1.1 200 OK\nContent-Length: 2\n\nok");
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 200 ").endsWith("ok");
        }
    }

    @Test
    void requestsThatComeBeforeTheReplyWaitForIt() throws Exception {
        client.send(GET);
        try (Origin.Connection connection = origin.accept()) {
            connection.head();
            client.send(GET + GET);
            for (int number = 0; number < 3; number++) {
                connection.write("HTTP/1.1 200 OK\nContent-Length: 1\n\n" + number);
                assertThat(client.reply()).endsWith("" + number);
                if (number < 2) {
                    connection.head();
                }
            }
        }
    }

    @Test
    void anAnswerWithoutALengthEndsWithItsConnection() throws Exception {
        client.send(GET);
        try (Origin.Connection connection = origin.accept()) {
            connection.head();
            connection.write("HTTP/1.1 200 OK\n\nall of it");
        }
        assertThat(client.until("0\r\n\r\n"))
                .contains("Transfer-Encoding: chunked")
                .contains("all of it");
        client.send("GET /a HTTP/1.0\n\n");
        try (Origin.Connection connection = origin.accept()) {
            assertThat(connection.head()).startsWith("GET /a HTTP/1.1");
            connection.write("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n1\nx\n0\n\n");
            assertThat(client.untilClosed()).doesNotContain("chunked").endsWith("\r\n\r\nx");
        }
    }

    @Test
    void headHasTheLengthAndNoBody() throws Exception {
        client.send("HEAD /a HTTP/1.1\nHost: x\n\n");
        try (Origin.Connection connection = origin.accept()) {
            assertThat(connection.head()).startsWith("HEAD ");
            connection.write("HTTP/1.1 200 OK\nContent-Length: 7\n\n");
            assertThat(client.replyWithoutBody()).contains("Content-Length: 7");
            client.send(GET);
            connection.head();
            connection.write("HTTP/1.1 200 OK\nContent-Length: 2\n\nok");
            assertThat(client.reply()).endsWith("ok");
        }
    }

    @Test
    void anAnswerThatIsUnderWayIsFinishedBeforeAStop() throws Exception {
        client.send(GET);
        try (Origin.Connection connection = origin.accept()) {
            connection.head();
            connection.write("HTTP/1.1 200 OK\nContent-Length: 4\n\nab");
            client.until("ab");
            CompletableFuture<Void> stop = CompletableFuture.runAsync(instance::stop);
            await().until(() -> instance.config("/readyz").statusCode() == 503);
            connection.write("cd");
            assertThat(client.untilClosed()).isEqualTo("cd");
            stop.join();
        }
    }
}
