package dev.eventgateway.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eventgateway.event.Event;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionProvider;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.HttpFunctionContract;
import dev.eventgateway.function.RawFunction;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

class UndertowFunctionProviderTest extends HttpFunctionContract {

    private static final int THREADS = 2;

    private final XnioWorker worker;
    private final DefaultByteBufferPool buffers = new DefaultByteBufferPool(true, 16 * 1024);

    UndertowFunctionProviderTest() throws IOException {
        worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, THREADS));
    }

    @Override
    protected FunctionProvider open(Duration timeout, int room) {
        UpstreamLimits normal = UpstreamLimits.of(timeout);
        int half = Math.max(1, room / 2 / THREADS);
        UpstreamLimits limits = new UpstreamLimits(
                half, half, normal.connectTime(), timeout, normal.idleTime(), normal.maxAnswer(), normal.stallTime());
        try {
            return new UndertowFunctionProvider(worker, buffers, limits, false, SSLContext.getDefault());
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

    private static CompletableFuture<FunctionReply> call(FunctionProvider provider, String url) {
        return provider.open(FunctionSpec.http("f", url))
                .invoke(new FunctionCall(Event.of("test.event")))
                .toCompletableFuture();
    }
}
