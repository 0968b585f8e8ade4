package dev.eventgateway.server.upstream;

import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.server.upstream.Target.Origin;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.xnio.XnioIoThread;

/** The calls that one I/O thread makes: a {@link ConnectionPool} for each origin. The pools are confined to that thread. */
final class UpstreamThread {

    private final XnioIoThread thread;
    private final UpstreamLimits limits;
    private final Connector connector;
    private final Resolver resolver;
    private final Map<Origin, ConnectionPool> pools = new HashMap<>();

    UpstreamThread(XnioIoThread thread, UpstreamLimits limits, Connector connector, Resolver resolver) {
        this.thread = thread;
        this.limits = limits;
        this.connector = connector;
        this.resolver = resolver;
    }

    /** Posts {@code body}; from this I/O thread at once, from another thread as soon as this one has time. */
    CompletionStage<FunctionReply> post(Target target, String contentType, byte[] body) {
        CompletableFuture<FunctionReply> answer = new CompletableFuture<>();
        execute(() -> new Call(thread, limits, target, contentType, body, answer).start(pool(target.origin())), answer);
        return answer;
    }

    /** Fails all calls and closes all connections. On any thread. */
    void close() {
        execute(() -> List.copyOf(pools.values()).forEach(ConnectionPool::close), new CompletableFuture<>());
    }

    private void execute(Runnable task, CompletableFuture<?> failed) {
        if (Thread.currentThread() == thread) {
            task.run();
            return;
        }
        try {
            thread.execute(task);
        } catch (RejectedExecutionException stopped) {
            failed.completeExceptionally(Failures.closed());
        }
    }

    private ConnectionPool pool(Origin origin) {
        return pools.computeIfAbsent(
                origin, key -> new ConnectionPool(thread, limits, pool -> open(pool, key), () -> pools.remove(key)));
    }

    private void open(ConnectionPool pool, Origin origin) {
        new ConnectAttempt(pool, thread, origin, connector, limits.connectTime()).start(resolver);
    }
}
