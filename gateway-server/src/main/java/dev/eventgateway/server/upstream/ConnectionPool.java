package dev.eventgateway.server.upstream;

import dev.eventgateway.function.FunctionException;
import io.undertow.util.WorkerUtils;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/**
 * The connections of one I/O thread to one origin, and the calls that wait for one. Bounded in both. Confined to that
 * thread.
 */
final class ConnectionPool {

    private static final long SWEEP_MILLIS = 500;

    /** Opens one connection, and says later to the pool what came of it. */
    interface Opener {
        void open(ConnectionPool pool);
    }

    private final XnioIoThread thread;
    private final UpstreamLimits limits;
    private final Opener opener;
    private final Runnable whenEmpty;
    private final Set<PooledConnection> all = new HashSet<>();
    private final Deque<PooledConnection> idle = new ArrayDeque<>();
    private final Set<Call> waiting = new LinkedHashSet<>();
    private int opening;
    private int abandoned;
    private boolean sweeping;
    private boolean closed;

    /**
     * @param whenEmpty run when there is no connection and no call left
     */
    ConnectionPool(XnioIoThread thread, UpstreamLimits limits, Opener opener, Runnable whenEmpty) {
        this.thread = thread;
        this.limits = limits;
        this.opener = opener;
        this.whenEmpty = whenEmpty;
    }

    /** Sends {@code call} now or when a connection is free; fails it if too many wait already. */
    void run(Call call) {
        PooledConnection free = pollIdle();
        if (closed) {
            call.fail(Failures.closed());
        } else if (free != null) {
            call.sendOn(free);
        } else if (waiting.size() - opening >= limits.waiting()) {
            call.fail(Failures.saturated(waiting.size()));
        } else {
            waiting.add(call);
            openMore();
        }
    }

    /** The call does not want a connection any more. */
    void forget(Call call) {
        waiting.remove(call);
    }

    /**
     * The connection has done its work. It gets no other before Undertow's client has had its turn, which closes it if more than the
     * answer was there: that would be taken for the next answer.
     */
    void release(PooledConnection connection, Duration keptAlive) {
        if (keptAlive.isNegative() || keptAlive.isZero()) {
            connection.close();
        } else {
            thread.execute(() -> reuse(connection, keptAlive));
        }
    }

    private void reuse(PooledConnection connection, Duration keptAlive) {
        if (closed) {
            connection.close();
        } else if (connection.isOpen()) {
            serve(connection, keptAlive);
        }
    }

    /** A connection is there. */
    void opened(PooledConnection connection) {
        opening--;
        admit(connection);
    }

    /** A connection is there after all. */
    void openedLate(PooledConnection connection) {
        abandoned--;
        admit(connection);
    }

    private void admit(PooledConnection connection) {
        all.add(connection);
        connection.connection().addCloseListener(gone -> removed(connection));
        if (closed) {
            connection.close();
        } else {
            serve(connection, limits.idleTime());
        }
    }

    /** No connection could be opened: that is the end of one call that waited for it. */
    void failed(FunctionException failure) {
        opening--;
        failOne(failure);
        openMore();
        reportEmpty();
    }

    /** An attempt takes too long; it counts as a connection until the system gives it up. */
    void timedOut(FunctionException failure) {
        opening--;
        abandoned++;
        failOne(failure);
        openMore();
    }

    /** The system gave up an attempt that took too long. */
    void failedLate() {
        abandoned--;
        openMore();
        reportEmpty();
    }

    /** Fails what waits and closes all connections, busy ones too. */
    void close() {
        closed = true;
        List.copyOf(waiting).forEach(call -> call.fail(Failures.closed()));
        List.copyOf(all).forEach(PooledConnection::close);
    }

    private void serve(PooledConnection connection, Duration keptAlive) {
        Call next = pollWaiting();
        if (next != null) {
            next.sendOn(connection);
            return;
        }
        connection.idleUntil(System.nanoTime() + keptAlive.toNanos());
        idle.addLast(connection);
        sweepLater();
    }

    private void openMore() {
        while (opening < waiting.size() && all.size() + opening + abandoned < limits.connections()) {
            opening++;
            opener.open(this);
        }
    }

    private void removed(PooledConnection connection) {
        if (all.remove(connection)) {
            idle.remove(connection);
            openMore();
            reportEmpty();
        }
    }

    private void failOne(FunctionException failure) {
        Call call = pollWaiting();
        if (call != null) {
            call.fail(failure);
        }
    }

    private @Nullable PooledConnection pollIdle() {
        PooledConnection last = idle.pollLast();
        while (last != null && !last.isOpen()) {
            last = idle.pollLast();
        }
        return last;
    }

    private @Nullable Call pollWaiting() {
        Iterator<Call> calls = waiting.iterator();
        if (!calls.hasNext()) {
            return null;
        }
        Call first = calls.next();
        calls.remove();
        return first;
    }

    private void sweepLater() {
        if (!sweeping) {
            sweeping = true;
            WorkerUtils.executeAfter(thread, this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void sweep() {
        sweeping = false;
        long now = System.nanoTime();
        for (PooledConnection each : List.copyOf(idle)) {
            if (each.isStale(now)) {
                each.close();
            }
        }
        if (!idle.isEmpty()) {
            sweepLater();
        }
    }

    private void reportEmpty() {
        if (all.isEmpty() && waiting.isEmpty() && opening + abandoned == 0) {
            whenEmpty.run();
        }
    }
}
