package dev.eventgateway.server.upstream;

import dev.eventgateway.function.Forwarding;
import dev.eventgateway.function.FunctionProvider;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.HttpFunctionProvider;
import dev.eventgateway.function.Invoker;
import dev.eventgateway.function.ProviderConfig;
import dev.eventgateway.server.http.BodyBudget;
import io.undertow.connector.ByteBufferPool;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.xnio.XnioWorker;

/**
 * Functions of type {@code http}, called on the server's own I/O threads: no thread waits for an answer, connections are kept for the
 * next call, redirects are not followed. Uses the threads and buffers of its creator.
 */
public final class UpstreamFunctionProvider implements FunctionProvider {

    private final Resolver resolver = new Resolver();
    private final UpstreamLimits limits;
    private final boolean trustForwarded;
    private final UpstreamThreads threads;
    private final BodyBudget room;

    UpstreamFunctionProvider(
            XnioWorker worker,
            ByteBufferPool buffers,
            UpstreamLimits limits,
            boolean trustForwarded,
            SSLContext trust) {
        this(worker, buffers, limits, trustForwarded, () -> trust);
    }

    private UpstreamFunctionProvider(
            XnioWorker worker,
            ByteBufferPool buffers,
            UpstreamLimits limits,
            boolean trustForwarded,
            Supplier<SSLContext> trust) {
        this.limits = limits;
        this.trustForwarded = trustForwarded;
        Connector connector = new Connector(worker.getXnio(), buffers, limits.connections(), trust, resolver.threads());
        threads = new UpstreamThreads(worker, limits, connector, resolver);
        room = BodyBudget.ofAnEighth();
    }

    /**
     * {@return functions that may take {@code timeout} to answer; over TLS they are trusted if the JDK trusts them}
     *
     * @param trustForwarded whether functions in proxy mode are told what senders say of those before them
     */
    public static UpstreamFunctionProvider open(
            XnioWorker worker, ByteBufferPool buffers, Duration timeout, boolean trustForwarded) {
        return new UpstreamFunctionProvider(
                worker, buffers, UpstreamLimits.of(timeout), trustForwarded, UpstreamFunctionProvider::trustOfTheJdk);
    }

    private static SSLContext trustOfTheJdk() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException broken) {
            throw new IllegalStateException("this JVM has no usable TLS set-up", broken);
        }
    }

    @Override
    public String type() {
        return "http";
    }

    @Override
    public ProviderConfig check(ProviderConfig given) {
        return HttpFunctionProvider.checked(given);
    }

    @Override
    public Invoker open(FunctionSpec function) {
        return new UpstreamInvoker(
                threads,
                limits,
                room,
                Target.of(function),
                new Forwarding(HttpFunctionProvider.address(function), trustForwarded));
    }

    @Override
    public void close() {
        threads.close();
        resolver.close();
    }
}
