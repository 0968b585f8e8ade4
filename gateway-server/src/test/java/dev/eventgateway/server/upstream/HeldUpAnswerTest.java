package dev.eventgateway.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.function.Invoker;
import dev.eventgateway.function.RawFunction;
import dev.eventgateway.server.http.ReplyStream;
import dev.eventgateway.server.http.RequestStream;
import io.undertow.util.HeaderMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xnio.XnioIoThread;
import org.xnio.channels.EmptyStreamSourceChannel;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/**
 * One I/O thread and one connection: what goes wrong on it must not become somebody else's. A body may stall only for a short time,
 * however long an answer may take.
 */
class HeldUpAnswerTest {

    private static final Duration STALL = Duration.ofMillis(200);

    private final OneThread upstream;

    HeldUpAnswerTest() throws Exception {
        Duration never = Duration.ofHours(1);
        upstream = new OneThread(new UpstreamLimits(1, 4, never, never, never, 1_000_000, STALL));
    }

    @AfterEach
    void stop() {
        upstream.close();
    }

    @Test
    void aClientThatDoesNotTakeAnAnswerIsNotTheFunctionsFailure() throws Exception {
        try (RawFunction function = RawFunction.answering(RawFunction.answer(200, "x".repeat(1_000_000)))) {
            handedOn(function).join();
        }
    }

    @Test
    void aFunctionThatStopsInItsAnswerHasFailed() throws Exception {
        try (RawFunction function = RawFunction.answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx")) {
            assertThatThrownBy(() -> handedOn(function).join()).hasCauseInstanceOf(FunctionException.class);
        }
    }

    /** {@return the end of an answer that is handed on to somebody who takes nothing} */
    private CompletableFuture<Void> handedOn(RawFunction function) throws IOException {
        StreamSinkChannel untaken = upstream.thread().createHalfDuplexPipe().getRightSide();
        return invoker(function)
                .forward(request(new NoBody()), Optional.empty())
                .thenApply(FunctionReply::toHttp)
                .thenCompose(reply -> {
                    ((ReplyStream) reply.stream().orElseThrow()).sendTo(untaken, new Nobody());
                    return ended(reply);
                })
                .toCompletableFuture();
    }

    private static GatewayRequest request(RequestStream body) {
        return new GatewayRequest(
                "GET",
                "/",
                "",
                Headers.none(),
                () -> CompletableFuture.completedFuture(new byte[0]),
                Optional.empty(),
                Optional.of(body));
    }

    private static CompletableFuture<Void> ended(GatewayReply reply) {
        return reply.ended().toCompletableFuture();
    }

    private Invoker invoker(RawFunction function) {
        return upstream.invoker(function.url("/"));
    }

    @Test
    void whatAFunctionSendsBeyondItsAnswerIsNoAnswerToTheNextCall() throws Exception {
        CountDownLatch answerNow = new CountDownLatch(1);
        RawFunction.Behaviour behaviour = connection -> {
            while (connection.read()) {
                answerNow.await();
                connection.write(RawFunction.answer(200, "own") + RawFunction.answer(200, "stray"));
            }
        };
        try (RawFunction function = RawFunction.serving(behaviour)) {
            Invoker invoker = invoker(function);
            CompletableFuture<FunctionReply> first = call(invoker);
            CompletableFuture<FunctionReply> second = call(invoker);
            answerNow.countDown();

            assertThat(first.join().payload()).asString().isEqualTo("own");
            assertThat(second.join().payload()).asString().isEqualTo("own");
            assertThat(function.connections()).isEqualTo(2);
        }
    }

    /** The turn of the next call comes where the last byte of an answer is read. */
    @Test
    void aCallThatCannotBeSentDoesNotSpoilTheAnswerBeforeIt() throws Exception {
        CountDownLatch answerNow = new CountDownLatch(1);
        RawFunction.Behaviour behaviour = connection -> {
            connection.read();
            answerNow.await();
            connection.write(RawFunction.answer(200, "own"));
            connection.read();
        };
        try (RawFunction function = RawFunction.serving(behaviour)) {
            Invoker invoker = invoker(function);
            CompletableFuture<FunctionReply> first = call(invoker);
            CompletableFuture<FunctionReply> second =
                    invoker.forward(request(new Unreadable()), Optional.empty()).toCompletableFuture();
            answerNow.countDown();

            assertThat(first.join().payload()).asString().isEqualTo("own");
            assertThatThrownBy(second::join)
                    .hasCauseInstanceOf(FunctionException.class)
                    .hasMessageContaining("there is nothing to read");
        }
    }

    /** Its rest is in a buffer that is lent. */
    @Test
    void whoGivesAnAnswerUpGivesUpWhatIsStillSent() throws Exception {
        CountDownLatch answerNow = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        CountingPool buffers = new CountingPool(16 * 1024);
        RawFunction.Behaviour behaviour = connection -> {
            answerNow.await();
            connection.write("HTTP/1.1 600 No\r\nContent-Length: 9\r\n\r\n");
            over.await();
        };
        Duration never = Duration.ofHours(1);
        UpstreamLimits limits = new UpstreamLimits(1, 4, never, never, never, 1_000_000, never);
        try (RawFunction function = RawFunction.serving(behaviour);
                OneThread thread = new OneThread(limits, SSLContext.getDefault(), buffers)) {
            Endless body = new Endless(thread.thread());
            CompletableFuture<FunctionReply> reply = thread.invoker(function.url("/"))
                    .forward(request(body), Optional.empty())
                    .toCompletableFuture();
            await().until(() -> thread.ask(body::stands));
            answerNow.countDown();
            ReplyStream answer = (ReplyStream) reply.join().toHttp().stream().orElseThrow();
            assertThat(thread.ask(buffers::lent)).isEqualTo(1);

            thread.ask(() -> {
                answer.abandon();
                return true;
            });

            assertThat(thread.ask(buffers::lent)).isZero();
            over.countDown();
        }
    }

    private static CompletableFuture<FunctionReply> call(Invoker invoker) {
        return invoker.invoke(new FunctionCall(Event.of("test.event"))).toCompletableFuture();
    }

    /** The body of a request without one. */
    private static class NoBody implements RequestStream {

        @Override
        public long length() {
            return 0;
        }

        @Override
        public boolean awaitsLeave() {
            return false;
        }

        @Override
        public StreamSourceChannel source() {
            throw new IllegalStateException("there is nothing to read");
        }

        @Override
        public Optional<HeaderMap> trailers() {
            return Optional.empty();
        }

        @Override
        public void whenGone(Runnable gone) {}
    }

    /** The body of a request that says that it has one. */
    private static final class Unreadable extends NoBody {

        @Override
        public long length() {
            return 1;
        }
    }

    /** A body that is there without end. Confined to its thread. */
    private static final class Endless extends NoBody {

        private final StreamSourceChannel source;
        private long taken;
        private long lookedAt;

        Endless(XnioIoThread thread) {
            source = new EmptyStreamSourceChannel(thread) {
                @Override
                public int read(ByteBuffer piece) {
                    int count = piece.remaining();
                    taken += count;
                    piece.position(piece.limit());
                    return count;
                }
            };
        }

        /** {@return whether nothing was taken since it was looked at last, but something before} */
        boolean stands() {
            boolean stands = taken > 0 && taken == lookedAt;
            lookedAt = taken;
            return stands;
        }

        @Override
        public long length() {
            return -1;
        }

        @Override
        public StreamSourceChannel source() {
            return source;
        }
    }

    private static final class Nobody implements ReplyStream.Receiver {

        @Override
        public void trailers(HeaderMap trailers) {}

        @Override
        public void whole() {}

        @Override
        public void broken() {}
    }
}
