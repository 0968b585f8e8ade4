package dev.eventgateway.server.upstream;

import dev.eventgateway.server.upstream.Target.Origin;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.xnio.XnioIoThread;

/** The calls that one I/O thread makes: a {@link ConnectionPool} for each origin. The pools are confined to that thread. */
final class UpstreamThread {

    private final XnioIoThread thread;
    private final UpstreamLimits limits;
    private final Connector connector;
    private final Resolver resolver;
    private final Deadlines deadlines;
    private final Map<Origin, ConnectionPool> pools = new HashMap<>();
    private boolean closed;

    UpstreamThread(XnioIoThread thread, UpstreamLimits limits, Connector connector, Resolver resolver) {
        this.thread = thread;
        this.limits = limits;
        this.connector = connector;
        this.resolver = resolver;
        this.deadlines = new Deadlines(thread);
    }

    /** Sends a message; from this I/O thread at once, from another thread as soon as this one has time. */
    void call(Origin origin, Message message, Recipient recipient, Duration answerTime) {
        Call call = new Call(deadlines, limits, message, recipient, answerTime);
        execute(() -> start(call, origin), () -> recipient.failed(Failures.closed()));
    }

    /** Fails all calls and closes all connections. On any thread. */
    void close() {
        execute(this::closePools, () -> {});
    }

    private void closePools() {
        closed = true;
        List.copyOf(pools.values()).forEach(ConnectionPool::close);
    }

    private void start(Call call, Origin origin) {
        if (closed) {
            call.fail(Failures.closed());
        } else {
            call.start(pool(origin));
        }
    }

    private void execute(Runnable task, Runnable otherwise) {
        if (Thread.currentThread() == thread) {
            task.run();
            return;
        }
        try {
            thread.execute(task);
        } catch (RejectedExecutionException stopped) {
            otherwise.run();
        }
    }

    private ConnectionPool pool(Origin origin) {
        return pools.computeIfAbsent(
                origin,
                key -> new ConnectionPool(
                        thread, limits, key.secure(), pool -> open(pool, key), empty -> pools.remove(key, empty)));
    }

    private void open(ConnectionPool pool, Origin origin) {
        Duration connectTime = origin.connectTime().orElse(limits.connectTime());
        new ConnectAttempt(pool, thread, origin, connector, connectTime).start(resolver);
    }
}
