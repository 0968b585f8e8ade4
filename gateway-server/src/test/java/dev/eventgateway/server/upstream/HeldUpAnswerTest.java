package dev.eventgateway.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.Invoker;
import dev.eventgateway.function.RawFunction;
import dev.eventgateway.server.http.ReplyStream;
import dev.eventgateway.server.http.RequestStream;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.util.HeaderMap;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/**
 * One I/O thread and one connection: what goes wrong on it must not become somebody else's. A body may stall only for a short time,
 * however long an answer may take.
 */
class HeldUpAnswerTest {

    private static final Duration STALL = Duration.ofMillis(200);

    private final XnioWorker worker;
    private final UpstreamFunctionProvider provider;

    HeldUpAnswerTest() throws IOException, NoSuchAlgorithmException {
        worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
        Duration never = Duration.ofHours(1);
        provider = new UpstreamFunctionProvider(
                worker,
                new DefaultByteBufferPool(true, 16 * 1024),
                new UpstreamLimits(1, 4, never, never, never, 1_000_000, STALL),
                false,
                SSLContext.getDefault());
    }

    @AfterEach
    void stop() throws InterruptedException {
        provider.close();
        worker.shutdown();
        worker.awaitTermination();
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
        StreamSinkChannel untaken = worker.createHalfDuplexPipe().getRightSide();
        GatewayRequest request = new GatewayRequest(
                "GET",
                "/",
                "",
                Headers.none(),
                () -> CompletableFuture.completedFuture(new byte[0]),
                Optional.empty(),
                Optional.of(new NoBody()));
        return invoker(function)
                .forward(request, Optional.empty())
                .thenApply(FunctionReply::toHttp)
                .thenCompose(reply -> {
                    ((ReplyStream) reply.stream().orElseThrow()).sendTo(untaken, new Nobody());
                    return ended(reply);
                })
                .toCompletableFuture();
    }

    private static CompletableFuture<Void> ended(GatewayReply reply) {
        return reply.ended().toCompletableFuture();
    }

    private Invoker invoker(RawFunction function) {
        return provider.open(FunctionSpec.http("f", function.url("/")));
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

    private static CompletableFuture<FunctionReply> call(Invoker invoker) {
        return invoker.invoke(new FunctionCall(Event.of("test.event"))).toCompletableFuture();
    }

    /** The body of a request without one. */
    private static final class NoBody implements RequestStream {

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

    private static final class Nobody implements ReplyStream.Receiver {

        @Override
        public void trailers(HeaderMap trailers) {}

        @Override
        public void whole() {}

        @Override
        public void broken() {}
    }
}
