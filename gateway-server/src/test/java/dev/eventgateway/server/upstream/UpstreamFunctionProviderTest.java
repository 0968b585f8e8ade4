package dev.eventgateway.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eventgateway.event.Event;
import dev.eventgateway.function.FullPort;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionProvider;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.HttpFunctionContract;
import dev.eventgateway.function.Protection;
import dev.eventgateway.function.Protection.Timeouts;
import dev.eventgateway.function.RawFunction;
import dev.eventgateway.function.TimeSpan;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

class UpstreamFunctionProviderTest extends HttpFunctionContract {

    private static final int THREADS = 2;

    private final XnioWorker worker;
    private final DefaultByteBufferPool buffers = new DefaultByteBufferPool(true, 16 * 1024);

    UpstreamFunctionProviderTest() throws IOException {
        worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, THREADS));
    }

    @Override
    protected FunctionProvider open(Duration timeout, int room) {
        UpstreamLimits normal = UpstreamLimits.of(timeout);
        int half = Math.max(1, room / 2 / THREADS);
        UpstreamLimits limits = new UpstreamLimits(
                half, half, normal.connectTime(), timeout, normal.idleTime(), normal.maxAnswer(), normal.stallTime());
        try {
            return new UpstreamFunctionProvider(worker, buffers, limits, false, SSLContext.getDefault());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        worker.shutdown();
        worker.awaitTermination();
    }

    @Test
    void aLengthBesideChunksCountsForNothing() throws IOException {
        String answer =
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: many\r\n\r\n1\r\nx\r\n0\r\n\r\n";
        try (RawFunction function = RawFunction.answering(answer);
                FunctionProvider provider = open(Duration.ofSeconds(20), 8)) {
            assertThat(call(provider, function.url("/")).join().payload())
                    .asString()
                    .isEqualTo("x");
        }
    }

    @Test
    void anAddressOfAnInterfaceThatIsNotHereIsAConnectionFailure() {
        try (FunctionProvider provider = open(Duration.ofSeconds(20), 8)) {
            CompletableFuture<FunctionReply> reply = call(provider, "http://[fe80::1%25nowhere]:1/");

            assertThat(catchThrowable(reply::join))
                    .hasCauseInstanceOf(FunctionException.class)
                    .hasMessageContaining("connection failed");
        }
    }

    /** All on one I/O thread, which is busy with them: so no connection can open before the last one. */
    @Test
    void callsThatCannotHaveAConnectionYetTakeNoPlaceFromThoseThatWaitForOneToBeFree() throws Exception {
        CountDownLatch answerNow = new CountDownLatch(1);
        RawFunction.Behaviour slow = connection -> {
            while (connection.read()) {
                answerNow.await();
                connection.write(RawFunction.answer(200, "x"));
            }
        };
        try (RawFunction function = RawFunction.serving(slow);
                FunctionProvider provider = open(Duration.ofSeconds(20), 2 * THREADS * 3)) {
            CompletableFuture<List<CompletableFuture<FunctionReply>>> started = new CompletableFuture<>();
            worker.getIoThread(0)
                    .execute(() -> started.complete(IntStream.range(0, 20)
                            .mapToObj(unused -> call(provider, function.url("/")))
                            .toList()));

            List<CompletableFuture<FunctionReply>> calls = started.get(20, TimeUnit.SECONDS);
            assertThat(calls.stream().filter(CompletableFuture::isDone)).hasSize(20 - 3 - 3);
            answerNow.countDown();
            assertThat(calls.subList(0, 6))
                    .allSatisfy(
                            each -> assertThat(each.join().payload()).asString().isEqualTo("x"));
        }
    }

    @Test
    void aConnectionMayTakeAsLongAsTheFunctionSays() throws IOException {
        try (FullPort full = new FullPort();
                FunctionProvider provider = open(Duration.ofMinutes(5), 8)) {
            Timeouts times = new Timeouts(Optional.of(new TimeSpan("50ms")), Optional.empty());
            FunctionSpec function = FunctionSpec.http("f", full.url());

            CompletableFuture<FunctionReply> reply = provider.open(
                            function.withProtection(Protection.NONE.withTimeouts(times)))
                    .invoke(new FunctionCall(Event.of("test.event")))
                    .toCompletableFuture();

            assertThat(catchThrowable(reply::join)).hasMessageContaining("no connection within 50 ms");
        }
    }

    /** All on one I/O thread, whose calls share a timer. */
    @Test
    void eachOfManyCallsEndsAtItsOwnTime() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        RawFunction.Behaviour silent = connection -> {
            connection.read();
            over.await();
        };
        try (RawFunction function = RawFunction.serving(silent);
                FunctionProvider provider = open(Duration.ofMinutes(5), 2 * THREADS * 8)) {
            CompletableFuture<List<CompletableFuture<FunctionReply>>> started = new CompletableFuture<>();
            worker.getIoThread(0)
                    .execute(() -> started.complete(IntStream.of(300_000, 400, 100, 300_000, 200)
                            .mapToObj(millis -> call(provider, function.url("/"), Duration.ofMillis(millis)))
                            .toList()));

            List<CompletableFuture<FunctionReply>> calls = started.get(20, TimeUnit.SECONDS);
            List<Integer> ended = new CopyOnWriteArrayList<>();
            List<CompletableFuture<Void>> limited = Stream.of(1, 2, 4)
                    .map(call -> calls.get(call).handle((reply, late) -> {
                        ended.add(call);
                        assertThat(late).hasMessageContaining("no answer within");
                        return (Void) null;
                    }))
                    .toList();
            for (CompletableFuture<Void> each : limited) {
                each.get(20, TimeUnit.SECONDS);
            }
            assertThat(ended).containsExactly(2, 4, 1);
            assertThat(calls.get(0)).isNotDone();
            assertThat(calls.get(3)).isNotDone();
            over.countDown();
        }
    }

    private static CompletableFuture<FunctionReply> call(FunctionProvider provider, String url) {
        return call(provider, url, Duration.ofSeconds(20));
    }

    private static CompletableFuture<FunctionReply> call(FunctionProvider provider, String url, Duration limit) {
        return provider.open(FunctionSpec.http("f", url))
                .invoke(new FunctionCall(Event.of("test.event")).within(limit))
                .toCompletableFuture();
    }
}
