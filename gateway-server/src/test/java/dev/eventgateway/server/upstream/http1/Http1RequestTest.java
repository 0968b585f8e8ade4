package dev.eventgateway.server.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.event.Headers;
import dev.eventgateway.server.upstream.protocol.Exchange;
import dev.eventgateway.server.upstream.protocol.RequestHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.xnio.channels.StreamSinkChannel;

/** How requests are written. */
class Http1RequestTest extends Http1Pipe {

    Http1RequestTest() throws Exception {}

    @Test
    void aHeadAndABodyAreSentAsTheyAre() throws Exception {
        Exchange exchange = begin(new RequestHead("POST", "host:1", "/a?b", 3).add("X-A", "b"), new Answered());
        on(() -> exchange.request().writeFinal(ByteBuffer.wrap(new byte[] {'a', 'b', 'c'})));

        awaitHeard("POST /a?b HTTP/1.1\r\nHost: host:1\r\nContent-Length: 3\r\nX-A: b\r\n\r\nabc");
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

    private static String failure(StreamSinkChannel sink) {
        sink.suspendWrites();
        try {
            return "none: " + sink.write(ByteBuffer.allocate(1));
        } catch (IOException failure) {
            return String.valueOf(failure.getMessage());
        }
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

    @Test
    void aBodyWhoseLastPartIsTooShortIsNotSent() throws Exception {
        Exchange exchange = begin(new RequestHead("POST", "host", "/", 2), new Answered());

        assertThat(on(() -> failure(() -> exchange.request().writeFinal(ByteBuffer.wrap(new byte[1])))))
                .contains("shorter");
    }

    @Test
    void whoStillWritesWhenTheAnswerIsReadIsTold() throws Exception {
        Answered answer = new Answered();
        Exchange exchange = begin(new RequestHead("POST", "host", "/", -1), answer);
        CompletableFuture<String> told = new CompletableFuture<>();
        on(() -> {
            exchange.request().write(ByteBuffer.wrap(new byte[1]));
            exchange.request().getWriteSetter().set(sink -> told.complete(failure(sink)));
            return true;
        });
        server.say(OK + "Content-Length: 1\r\n\r\nx");
        assertThat(answer.body()).isEqualTo("x");
        on(() -> {
            exchange.request().resumeWrites();
            return true;
        });

        assertThat(told.get(20, TimeUnit.SECONDS)).doesNotStartWith("none");
        assertThat(isOpen()).isFalse();
    }

    @Test
    void whoIsAtHisEndDoesNothingToTheNext() throws Exception {
        Answered answer = new Answered();
        Exchange first = begin(new RequestHead("GET", "host", "/", 0), answer);
        server.say(OK + "Content-Length: 1\r\n\r\nx");
        assertThat(answer.body()).isEqualTo("x");
        Exchange second = begin(new RequestHead("POST", "host", "/", -1), new Answered());
        boolean resumed = on(() -> {
            second.request().resumeWrites();
            first.request().suspendWrites();
            first.request().close();
            first.cancel();
            return server.client().getSinkChannel().isWriteResumed();
        });

        assertThat(resumed).isTrue();
        assertThat(isOpen()).isTrue();
    }
}
