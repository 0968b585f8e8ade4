package dev.eventgateway.server.upstream;

import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.Invoker;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

/** A single I/O thread, and what calls functions on it. */
final class OneThread implements AutoCloseable {

    private final XnioWorker worker;
    private final UpstreamFunctionProvider provider;

    /** @param trust what certificates of functions are checked by */
    OneThread(UpstreamLimits limits, SSLContext trust, ByteBufferPool buffers) throws IOException {
        worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
        provider = new UpstreamFunctionProvider(worker, buffers, limits, false, trust);
    }

    OneThread(UpstreamLimits limits, SSLContext trust) throws IOException {
        this(limits, trust, new DefaultByteBufferPool(true, 16 * 1024));
    }

    OneThread(UpstreamLimits limits) throws IOException, GeneralSecurityException {
        this(limits, SSLContext.getDefault());
    }

    /** {@return what calls the function at that address} */
    Invoker invoker(String url) {
        return provider.open(FunctionSpec.http("f", url));
    }

    XnioIoThread thread() {
        return worker.getIoThread(0);
    }

    /** {@return what is so on that thread} */
    <T> T ask(Callable<T> question) throws Exception {
        FutureTask<T> answer = new FutureTask<>(question);
        thread().execute(answer);
        return answer.get();
    }

    @Override
    public void close() {
        provider.close();
        worker.shutdown();
        try {
            worker.awaitTermination();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
