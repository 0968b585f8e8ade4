package dev.eventgateway.server.upstream;

import dev.eventgateway.event.Event;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.Invoker;
import dev.eventgateway.server.http.HttpLimits;
import dev.eventgateway.server.http.Listener;
import dev.eventgateway.server.tls.SelfSigned;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** A server that hands each request on to one function in proxy mode, with one I/O thread: so all calls may share a connection. */
final class Front implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MAX_BODY = 100_000_000;

    private final XnioWorker worker;
    private final UpstreamFunctionProvider provider;
    private final Invoker invoker;
    private final Listener listener;

    Front(String function, SelfSigned trusted) throws IOException, GeneralSecurityException {
        this(function, SelfSigned.trusting(trusted));
    }

    private Front(String function, SSLContext trust) throws IOException {
        worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
        DefaultByteBufferPool buffers = new DefaultByteBufferPool(true, 16 * 1024);
        UpstreamLimits limits = new UpstreamLimits(100, 1_000, PATIENCE, PATIENCE, PATIENCE, MAX_BODY, PATIENCE);
        provider = new UpstreamFunctionProvider(worker, buffers, limits, false, trust);
        invoker = provider.open(FunctionSpec.http("f", function));
        listener = Listener.open(
                worker,
                buffers,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.empty(),
                HttpLimits.of(MAX_BODY),
                request -> invoker.forward(request, Optional.empty()).thenApply(FunctionReply::toHttp));
    }

    InetSocketAddress address() {
        return listener.address();
    }

    String url(String path) {
        return "http://127.0.0.1:" + address().getPort() + path;
    }

    /** {@return what the function answers to an event} */
    CompletableFuture<byte[]> event(Event event) {
        return invoker.invoke(new FunctionCall(event))
                .toCompletableFuture()
                .thenApply(FunctionReply::payload)
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        listener.close();
        provider.close();
        worker.shutdown();
        try {
            worker.awaitTermination();
        } catch (InterruptedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
