package dev.eventgateway.server.upstream.http1;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.event.Headers;
import dev.eventgateway.server.upstream.PipedServer;
import dev.eventgateway.server.upstream.protocol.AnswerHead;
import dev.eventgateway.server.upstream.protocol.Exchange;
import dev.eventgateway.server.upstream.protocol.RequestHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/** One connection to a server that is a pipe. */
class Http1ConnectionTest {

    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private final PipedServer server = new PipedServer();
    private final Http1Connection connection;

    Http1ConnectionTest() throws Exception {
        connection = on(() -> Http1Connection.open(server.client(), server.buffers()));
    }

    @AfterEach
    void stop() throws Exception {
        on(() -> {
            connection.close();
            return true;
        });
        server.close();
    }

    /** Does it on the I/O thread of the connection. */
    private <T> T on(Callable<T> task) throws Exception {
        return server.on(task);
    }

    /** An answer, read to its end as it arrives. */
    private static class Answered implements Exchange.Listener {

        final CompletableFuture<AnswerHead> head = new CompletableFuture<>();
        private final CompletableFuture<String> body = new CompletableFuture<>();
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private final AtomicInteger leaves = new AtomicInteger();
        private volatile Headers trailers = Headers.none();

        @Override
        public void answered(Exchange exchange, AnswerHead answer) {
            head.complete(answer);
            exchange.answer().getReadSetter().set(source -> read(exchange, source));
            read(exchange, exchange.answer());
        }

        private void read(Exchange exchange, StreamSourceChannel source) {
            ByteBuffer piece = ByteBuffer.allocate(7);
            try {
                int count = source.read(piece.clear());
                while (count > 0) {
                    read.write(piece.array(), 0, count);
                    count = source.read(piece.clear());
                }
                if (count < 0) {
                    trailers = exchange.trailers();
                    body.complete(read.toString(StandardCharsets.ISO_8859_1));
                } else {
                    source.resumeReads();
                }
            } catch (IOException broken) {
                body.completeExceptionally(broken);
            }
        }

        @Override
        public void failed(IOException failure) {
            head.completeExceptionally(failure);
            body.completeExceptionally(failure);
        }

        @Override
        public void mayContinue(Exchange exchange) {
            leaves.incrementAndGet();
        }

        AnswerHead head() {
            return head.orTimeout(20, TimeUnit.SECONDS).join();
        }

        String body() {
            return body.orTimeout(20, TimeUnit.SECONDS).join();
        }

        /** {@return why there is no such answer} */
        String failure() {
            return body.handle((text, failure) -> {
                        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                        return cause == null ? "none: " + text : cause.getMessage();
                    })
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        }
    }

    private Answered ask(String method) throws Exception {
        Answered answer = new Answered();
        begin(new RequestHead(method, "host", "/", 0), answer);
        return answer;
    }

    private Exchange begin(RequestHead head, Answered answer) throws Exception {
        return requireNonNull(on(() -> connection.begin(head, answer)));
    }

    private Answered answered(String said) throws Exception {
        Answered answer = ask("GET");
        server.say(said);
        return answer;
    }

    private boolean isOpen() throws Exception {
        return on(connection::isOpen);
    }

    private void awaitHeard(String text) {
        await().untilAsserted(() -> assertThat(server.heard()).isEqualTo(text));
    }

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

        assertThat(answer.failure()).contains("too much behind its answer");
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

    @Test
    void aHeadAndABodyAreSentAsTheyAre() throws Exception {
        Exchange exchange = begin(
                new RequestHead("POST", "host:1", "/a?b", 3).add("X-A", "b").add("Content-Length", "3"),
                new Answered());
        on(() -> exchange.request().writeFinal(ByteBuffer.wrap(new byte[] {'a', 'b', 'c'})));

        awaitHeard("POST /a?b HTTP/1.1\r\nHost: host:1\r\nX-A: b\r\nContent-Length: 3\r\n\r\nabc");
    }

    @Test
    void aBodyOfUnknownLengthIsSentInChunksWithItsTrailers() throws Exception {
        Exchange exchange = begin(new RequestHead("POST", "host", "/", -1), new Answered());
        exchange.trailers(Headers.of("X-After", "y"));
        on(() -> {
            StreamSinkChannel sink = exchange.request();
            sink.write(ByteBuffer.wrap(new byte[18]));
            sink.write(ByteBuffer.wrap(new byte[] {'a'}));
            return sink.writeFinal(ByteBuffer.wrap(new byte[] {'b'}));
        });

        awaitHeard("POST / HTTP/1.1\r\nHost: host\r\nTransfer-Encoding: chunked\r\n\r\n" + "12\r\n" + "\0".repeat(18)
                + "\r\n1\r\na\r\n1\r\nb\r\n0\r\nX-After: y\r\n\r\n");
    }

    @Test
    void anEndThatComesLaterIsSentToo() throws Exception {
        Exchange exchange = begin(new RequestHead("POST", "host", "/", -1), new Answered());
        on(() -> {
            exchange.request().write(ByteBuffer.wrap(new byte[] {'a'}));
            exchange.request().shutdownWrites();
            return exchange.request().flush();
        });

        awaitHeard("POST / HTTP/1.1\r\nHost: host\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n");
    }

    @Test
    void aBodyThatIsNotAsLongAsItsHeadSaysIsNotSent() throws Exception {
        Exchange exchange = begin(new RequestHead("POST", "host", "/", 2), new Answered());

        assertThat(on(() -> failure(() -> exchange.request().write(ByteBuffer.wrap(new byte[3])))))
                .contains("longer");
        assertThat(on(() -> failure(() -> {
                    exchange.request().shutdownWrites();
                    return true;
                })))
                .contains("shorter");
    }

    private static String failure(Callable<?> task) throws Exception {
        try {
            return "none: " + task.call();
        } catch (IOException failure) {
            return String.valueOf(failure.getMessage());
        }
    }

    @Test
    void whatIsWrittenIsWholeHoweverLittleIsTakenAtOnce() throws Exception {
        byte[] body = "0123456789".repeat(200_000).getBytes(StandardCharsets.ISO_8859_1);
        Exchange exchange = begin(new RequestHead("POST", "host", "/", -1), new Answered());
        on(() -> {
            ByteBuffer left = ByteBuffer.wrap(body);
            exchange.request().getWriteSetter().set(sink -> write(sink, left));
            write(exchange.request(), left);
            return true;
        });

        String head = "POST / HTTP/1.1\r\nHost: host\r\nTransfer-Encoding: chunked\r\n\r\n";
        String chunk = Integer.toHexString(body.length) + "\r\n";
        awaitHeard(head + chunk + new String(body, StandardCharsets.ISO_8859_1) + "\r\n0\r\n\r\n");
    }

    private static void write(StreamSinkChannel sink, ByteBuffer left) {
        try {
            while (left.hasRemaining()) {
                if (sink.writeFinal(left) == 0) {
                    sink.resumeWrites();
                    return;
                }
            }
            if (sink.flush()) {
                sink.suspendWrites();
            } else {
                sink.resumeWrites();
            }
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void aRequestOfWhichNothingWasWrittenIsUntouched() throws Exception {
        Exchange exchange = begin(new RequestHead("POST", "host", "/", 3), new Answered());

        assertThat(on(exchange::isUntouched)).isTrue();
        on(() -> exchange.request().write(ByteBuffer.wrap(new byte[1])));
        assertThat(on(exchange::isUntouched)).isFalse();
    }

    @Test
    void ofACancelledRequestNobodyIsTold() throws Exception {
        Answered answer = new Answered();
        Exchange exchange = begin(new RequestHead("GET", "host", "/", 0), answer);
        on(() -> {
            exchange.cancel();
            return true;
        });

        assertThat(isOpen()).isFalse();
        assertThat(answer.body).isNotDone();
    }
}
