package dev.eventgateway.server.upstream;

import dev.eventgateway.function.FunctionProvider;
import dev.eventgateway.function.HttpFunctionContract;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
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
        UpstreamLimits limits =
                new UpstreamLimits(half, half, normal.connectTime(), timeout, normal.idleTime(), normal.maxAnswer());
        try {
            return new UndertowFunctionProvider(worker, buffers, limits, SSLContext.getDefault());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        worker.shutdown();
        worker.awaitTermination();
    }
}
