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
    /** Those that can take a call. */
    private final Deque<PooledConnection> free = new ArrayDeque<>();

    private final Set<Call> waiting = new LinkedHashSet<>();
    private int opening;
    private int abandoned;
    private boolean sweeping;
    private boolean closed;

    /** Whether the function may be one that takes many calls on a connection: so one is opened first, to see. */
    private boolean maybeShared;

    /**
     * @param secure whether connections speak TLS
     * @param whenEmpty run when there is no connection and no call left
     */
    ConnectionPool(XnioIoThread thread, UpstreamLimits limits, boolean secure, Opener opener, Runnable whenEmpty) {
        this.thread = thread;
        this.limits = limits;
        this.maybeShared = secure;
        this.opener = opener;
        this.whenEmpty = whenEmpty;
    }

    /** Sends {@code call} now or when a connection is free; fails it if too many wait already. */
    void run(Call call) {
        PooledConnection connection = pollFree();
        if (closed) {
            call.fail(Failures.closed());
        } else if (connection != null) {
            send(call, connection);
        } else if (waiting.size() - coming() >= limits.waiting()) {
            call.fail(Failures.saturated(waiting.size()));
        } else {
            waiting.add(call);
            openMore();
        }
    }

    private void send(Call call, PooledConnection connection) {
        connection.take();
        if (connection.hasRoom()) {
            offer(connection);
        }
        call.sendOn(connection);
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
        connection.give();
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

    /** A connection of many calls has room for more, or will have no more of it. */
    private void changed(PooledConnection connection) {
        if (closed) {
            return;
        }
        thread.execute(() -> {
            if (all.contains(connection)) {
                reuse(connection, limits.idleTime());
                openMore();
            }
        });
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
        maybeShared = connection instanceof SharedConnection;
        if (connection instanceof SharedConnection shared) {
            shared.whenChanged(() -> changed(connection));
        }
        connection.connection().addCloseListener(gone -> removed(connection));
        if (closed) {
            connection.close();
        } else {
            serve(connection, limits.idleTime());
            openMore();
        }
    }

    /** No connection could be opened: that is the end of one call that waited for it. */
    void failed(FunctionException failure) {
        opening--;
        maybeShared = false;
        failOne(failure);
        openMore();
        reportEmpty();
    }

    /** An attempt takes too long; it counts as a connection until the system gives it up. */
    void timedOut(FunctionException failure) {
        opening--;
        maybeShared = false;
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
        while (connection.isOpen() && connection.hasRoom()) {
            Call next = pollWaiting();
            if (next == null) {
                connection.idleUntil(System.nanoTime() + keptAlive.toNanos());
                offer(connection);
                sweepLater();
                return;
            }
            connection.take();
            next.sendOn(connection);
        }
    }

    private void offer(PooledConnection connection) {
        if (!connection.offer(true)) {
            free.addLast(connection);
        }
    }

    private void openMore() {
        while (opening < waiting.size() && mayOpen()) {
            opening++;
            opener.open(this);
        }
    }

    private boolean mayOpen() {
        return maybeShared
                ? opening == 0 && taken() + abandoned < limits.connections()
                : all.size() + opening + abandoned < limits.connections();
    }

    /** {@return for how many calls the connections are there} */
    private int taken() {
        return all.stream()
                .mapToInt(each -> Math.max(1, Math.max(each.capacity(), each.calls())))
                .sum();
    }

    /** {@return how many calls the connections that are being opened will take} */
    private int coming() {
        return maybeShared && opening > 0 ? limits.connections() - taken() : opening;
    }

    private void removed(PooledConnection connection) {
        if (all.remove(connection)) {
            free.remove(connection);
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

    private @Nullable PooledConnection pollFree() {
        PooledConnection last = free.pollLast();
        while (last != null) {
            last.offer(false);
            if (last.isOpen() && last.hasRoom()) {
                return last;
            }
            last = free.pollLast();
        }
        return null;
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
        for (PooledConnection each : List.copyOf(free)) {
            if (each.isStale(now)) {
                each.close();
            }
        }
        if (!free.isEmpty()) {
            sweepLater();
        }
    }

    private void reportEmpty() {
        if (all.isEmpty() && waiting.isEmpty() && opening + abandoned == 0) {
            whenEmpty.run();
        }
    }
}
