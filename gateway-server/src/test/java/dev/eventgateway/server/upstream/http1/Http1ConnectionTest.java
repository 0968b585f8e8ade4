package dev.eventgateway.server.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.server.upstream.protocol.AnswerHead;
import dev.eventgateway.server.upstream.protocol.Exchange;
import dev.eventgateway.server.upstream.protocol.RequestHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/** How answers are read. */
class Http1ConnectionTest extends Http1Pipe {

    Http1ConnectionTest() throws Exception {}

    @Test
    void oneAnswerAfterTheOtherIsReadOnOneConnection() throws Exception {
        assertThat(answered(OK + "Content-Length: 3\r\n\r\nabc").body()).isEqualTo("abc");
        assertThat(answered(OK + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
                        .body())
                .isEqualTo("abc");
        assertThat(answered("HTTP/1.1 204 No Content\r\n\r\n").body()).isEmpty();
        assertThat(answered("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\nx")
                        .body())
                .isEqualTo("x");
        assertThat(isOpen()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: close\r\nContent-Length: 1\r\n\r\nx",
                "Connection: x, Close\r\nContent-Length: 1\r\n\r\nx",
                "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
                "Content-Length: 1\r\n\r\nxmore"
            })
    void behindAnAnswerThatIsTheLastOrThatOthersMightReadOtherwiseThereIsNone(String rest) throws Exception {
        assertThat(answered(OK + rest).body()).isEqualTo("x");
        assertThat(isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 205 Reset Content\r\n\r\n",
                "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"
            })
    void whereTheNextAnswerWouldBeginIsCertainOrThereIsNone(String said) throws Exception {
        assertThat(answered(said).body()).isEmpty();
        assertThat(isOpen()).isFalse();
    }

    @Test
    void anAnswerToHeadHasNoBodyWhateverItSays() throws Exception {
        Answered answer = ask("HEAD");
        server.say(OK + "Content-Length: 1000\r\n\r\n");

        assertThat(answer.body()).isEmpty();
        assertThat(answer.head().length()).isEqualTo(1000);
        assertThat(isOpen()).isTrue();
    }

    @Test
    void interimAnswersAreNotTheAnswer() throws Exception {
        Answered answer = answered(String.join(
                "\r\n",
                "HTTP/1.1 102 Processing",
                "",
                "HTTP/1.1 103 Early Hints",
                "Link: </style.css>",
                "",
                "HTTP/1.1 100 Continue",
                "",
                "HTTP/1.1 201 Created",
                "Content-Length: 2",
                "",
                "ok"));

        assertThat(answer.body()).isEqualTo("ok");
        assertThat(answer.head().status()).isEqualTo(201);
        assertThat(answer.head().headers().first("Link")).isEmpty();
        assertThat(answer.leaves).hasValue(1);
    }

    @Test
    void howAnAnswerIsCutMakesNoDifference() throws Exception {
        String said = "HTTP/1.1 103 Early Hints\r\n\r\n" + OK
                + "Transfer-Encoding: Chunked\r\nX-Value:  a b\t\r\nX-Empty:\r\n\r\n"
                + "a;name=value\r\n0123456789\r\n01 \r\nx\r\n0\r\nX-After: y\r\n\r\n";
        for (int size : new int[] {1, 2, 3, 7, 50, said.length()}) {
            Answered answer = ask("GET");
            for (int at = 0; at < said.length(); at += size) {
                server.say(said.substring(at, Math.min(said.length(), at + size)));
                // So that what comes next is another packet.
                on(() -> true);
            }
            assertThat(answer.body()).isEqualTo("0123456789x");
            assertThat(answer.head().headers().first("x-value")).contains("a b");
            assertThat(answer.head().headers().first("x-empty")).contains("");
            assertThat(answer.trailers.first("X-After")).contains("y");
        }
        assertThat(isOpen()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "ICY 200 OK\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 099 OK\r\n\r\n",
                "HTTP/1.1  200 OK\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: no name\r\n\r\n",
                "HTTP/1.1 200 OK\r\nName : value\r\n\r\n",
                "HTTP/1.1 200 OK\r\nName: value\r\n goes on\r\n\r\n",
                "HTTP/1.1 200 OK\r\nName: a\rb\r\n\r\n",
                "HTTP/1.1 200 OK\r\nName: a\0b\r\n\r\n"
            })
    void whatIsNoAnswerIsAFailure(String said) throws Exception {
        assertThat(answered(said).failure()).startsWith("the function ");
        assertThat(isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\nabc",
                "x\r\nabc",
                "-1\r\nabc",
                "3 x\r\nabc\r\n0\r\n\r\n",
                "3\nabc\r\n0\r\n\r\n",
                "3\r\nabcd\r\n0\r\n\r\n",
                "3\r\nabc\n0\r\n\r\n",
                "1234567890123456\r\nabc",
                "3\r\nabc\r\n0\r\nno colon\r\n\r\n"
            })
    void chunksThatOthersMightReadOtherwiseAreAFailure(String chunks) throws Exception {
        assertThat(answered(OK + "Transfer-Encoding: chunked\r\n\r\n" + chunks).failure())
                .startsWith("the function sent ");
    }

    @Test
    void aLoneLineFeedEndsALineOfAHeadAsWithOtherProxies() throws Exception {
        Answered answer = answered("HTTP/1.1 200 OK\nX-A: b\nContent-Length: 1\n\nx");

        assertThat(answer.body()).isEqualTo("x");
        assertThat(answer.head().headers().first("X-A")).contains("b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;"})
    void aHeadWithoutEndIsAFailure(String begin) throws Exception {
        Answered answer = answered(begin);
        server.say("y".repeat(Input.MOST));

        assertThat(answer.failure()).contains("65536");
    }

    @Test
    void trailersWithoutEndAreAFailure() throws Exception {
        Answered answer = answered(OK + "Transfer-Encoding: chunked\r\n\r\n0\r\n");
        server.say(("a: " + "y".repeat(1_000) + "\r\n").repeat(70));

        assertThat(answer.failure()).contains("more headers than fit");
    }

    @Test
    void aLongHeadIsRead() throws Exception {
        String value = "y".repeat(Input.MOST - 1_000);

        assertThat(answered(OK + "X-Long: " + value + "\r\nContent-Length: 0\r\n\r\n")
                        .head()
                        .headers()
                        .first("X-Long"))
                .contains(value);
    }

    @Test
    void anAnswerThatSaysNoLengthEndsWithItsConnection() throws Exception {
        Answered answer = answered(OK + "\r\nabc");
        server.say("def");
        server.hangUp();

        assertThat(answer.body()).isEqualTo("abcdef");
        assertThat(isOpen()).isFalse();
    }

    @Test
    void whatComesUnaskedEndsTheConnection() throws Exception {
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        on(() -> {
            connection.whenClosed(() -> closed.complete(true));
            return true;
        });
        server.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(on(() -> connection.begin(new RequestHead("GET", "host", "/", 0), new Answered())))
                .isNull();
    }

    @Test
    void whoReadsNoMoreOfAnAnswerThatBrokeOffDoesNotKeepTheThread() throws Exception {
        AtomicInteger told = new AtomicInteger();
        begin(new RequestHead("GET", "host", "/", 0), new Answered() {
            @Override
            public void answered(Exchange answered, AnswerHead answer) {
                answered.answer().getReadSetter().set(source -> told.incrementAndGet());
                answered.answer().resumeReads();
                head.complete(answer);
            }
        });
        server.say(OK + "Content-Length: 10\r\n\r\nabc");
        await().until(() -> told.get() > 0);
        on(() -> {
            connection.close();
            return true;
        });

        for (int turn = 0; turn < 100; turn++) {
            on(() -> true);
        }
        assertThat(told).hasValueLessThan(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nx\r\n3\r\nabc\r\n0\r\n\r\n",
                "Content-Length: 9\r\n\r\nabc"
            })
    void anAnswerThatBrokeStaysBrokenAndSoDoesItsConnection(String said) throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        begin(new RequestHead("GET", "host", "/", 0), new Answered() {
            @Override
            public void answered(Exchange exchange, AnswerHead answer) {
                exchange.answer().getReadSetter().set(source -> told.add(drained(source) + drained(source)));
                exchange.answer().resumeReads();
            }
        });
        server.say(OK + said);
        server.hangUp();

        await().until(() -> !isOpen());
        assertThat(told).last().isEqualTo("brokenbroken");
        assertThat(told).hasSizeLessThan(5);
    }

    /** Reads all that is there. */
    private static String drained(StreamSourceChannel source) {
        ByteBuffer piece = ByteBuffer.allocate(1_000);
        try {
            int count = source.read(piece);
            while (count > 0) {
                count = source.read(piece.clear());
            }
            return count < 0 ? "end" : "more";
        } catch (IOException broken) {
            return "broken";
        }
    }

    @Test
    void whoResumesOnceIsToldOfAllThatComes() throws Exception {
        CompletableFuture<Exchange> answered = new CompletableFuture<>();
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        begin(new RequestHead("GET", "host", "/", 0), new Answered() {
            @Override
            public void answered(Exchange exchange, AnswerHead answer) {
                exchange.answer().getReadSetter().set(source -> {
                    if (drained(source).equals("end")) {
                        ended.complete(true);
                    }
                });
                answered.complete(exchange);
            }
        });
        server.say(OK + "\r\nabc");
        Exchange exchange = answered.get(20, TimeUnit.SECONDS);
        server.say("def");
        // Nobody reads, so the connection is not read either.
        await().until(() -> on(() -> !server.client().getSourceChannel().isReadResumed()));
        on(() -> {
            exchange.answer().resumeReads();
            return true;
        });
        server.hangUp();

        assertThat(ended.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theEndOfTheConnectionIsFoundBehindATabToo() throws Exception {
        assertThat(answered(OK + "Connection: x,\tclose\r\nContent-Length: 1\r\n\r\nx")
                        .body())
                .isEqualTo("x");
        assertThat(isOpen()).isFalse();
    }

    @Test
    void whatIsOnlyNearlyABlankIsAPartOfTheValue() throws Exception {
        Answered answer = answered(OK + "Transfer-Encoding: chunked\u000b\r\n\r\n0\r\n\r\n");

        assertThat(answer.head().hasClearLength()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"})
    void manySmallFieldsAreAFailureAsOneLargeOneIs(String begin) throws Exception {
        assertThat(answered(begin + "a:\r\n".repeat(5_000) + "\r\n").failure()).contains("more headers than fit");
    }

    @Test
    void whatStandsBehindALongAnswerIsNotTheNextOne() throws Exception {
        String body = "y".repeat(40_000);
        Answered answer = ask("GET");
        CompletableFuture<Boolean> isOpen = answer.body.thenApply(read -> connection.isOpen());
        on(() -> {
            // On the thread that reads, so that all is there before it does.
            server.say(OK + "Content-Length: 40000\r\n\r\n" + body + OK + "Content-Length: 4\r\n\r\nevil");
            return true;
        });

        assertThat(answer.body()).isEqualTo(body);
        assertThat(isOpen.join()).isFalse();
    }

    @Test
    void aConnectionThatIsClosedWithinAReadFailsTheAnswerForWhatItFailedOf() throws Exception {
        Answered answer = answered(OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1");
        await().until(() -> answer.read.size() == 5);
        on(() -> {
            StreamSourceConduit pipe = server.client().getSourceChannel().getConduit();
            server.client().getSourceChannel().setConduit(new ClosingItself(pipe));
            return true;
        });
        server.say("\r\n");

        assertThat(answer.failure()).isEqualTo("bad record");
        assertThat(isOpen()).isFalse();
    }

    /** What breaks as TLS does: closed before the read returns. */
    private final class ClosingItself extends AbstractStreamSourceConduit<StreamSourceConduit> {

        ClosingItself(StreamSourceConduit pipe) {
            super(pipe);
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            connection.close();
            throw new IOException("bad record");
        }
    }
}
