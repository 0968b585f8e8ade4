package dev.eventgateway.server.upstream;

import dev.eventgateway.function.FunctionException;
import io.undertow.util.WorkerUtils;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/**
 * The connections of one I/O thread to one origin, and the calls that wait for one. Never are there more connections, nor more calls
 * under way, than the limits allow. Confined to that thread.
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
    private final Consumer<ConnectionPool> whenEmpty;
    private final Set<PooledConnection> all = new HashSet<>();
    /** Those that can take a call. */
    private final Deque<PooledConnection> free = new ArrayDeque<>();

    private final Set<Call> waiting = new LinkedHashSet<>();
    /** How many of all are shared by calls. */
    private int shared;

    private int opening;
    private int abandoned;
    private boolean sweeping;
    private boolean closed;

    /** Whether each call needs a connection of its own. Of an origin that may be otherwise one is opened first, to see. */
    private boolean exclusive;

    /**
     * @param secure whether connections speak TLS
     * @param whenEmpty is told when there is no connection and no call left
     */
    ConnectionPool(
            XnioIoThread thread,
            UpstreamLimits limits,
            boolean secure,
            Opener opener,
            Consumer<ConnectionPool> whenEmpty) {
        this.thread = thread;
        this.limits = limits;
        this.exclusive = !secure;
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
        offer(connection);
        try {
            call.sendOn(connection);
        } catch (RuntimeException failure) {
            // Not thrown on: this one's turn may have come where another call reads the end of its answer.
            call.fail(Failures.notSent(failure));
        }
    }

    /** Sends what waits, as far as there is room, and opens more for the rest. */
    private void serve() {
        while (!waiting.isEmpty()) {
            PooledConnection connection = pollFree();
            if (connection == null) {
                break;
            }
            Iterator<Call> calls = waiting.iterator();
            Call next = calls.next();
            calls.remove();
            send(next, connection);
        }
        openMore();
    }

    /** The call does not want a connection any more. */
    void forget(Call call) {
        waiting.remove(call);
    }

    /** The connection has done its work. */
    void release(PooledConnection connection, Duration keptAlive) {
        connection.give();
        if (connection.calls() == 0 && (keptAlive.isNegative() || keptAlive.isZero())) {
            connection.close();
        } else {
            reuse(connection, keptAlive);
        }
    }

    /** Also if it is not open any more: then what it was full of may be asked for elsewhere. */
    private void reuse(PooledConnection connection, Duration keptAlive) {
        if (closed) {
            connection.close();
        } else {
            connection.idleUntil(System.nanoTime() + keptAlive.toNanos());
            offer(connection);
            serve();
        }
    }

    /** A connection of many calls has room for more, or will have no more of it. */
    private void changed(PooledConnection connection) {
        if (!closed) {
            later(() -> {
                if (all.contains(connection)) {
                    reuse(connection, limits.idleTime());
                }
            });
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
        exclusive = !(connection instanceof SharedConnection);
        if (connection instanceof SharedConnection many) {
            shared++;
            many.whenChanged(() -> changed(connection));
        }
        connection.connection().whenClosed(() -> removed(connection));
        sweepLater();
        reuse(connection, limits.idleTime());
    }

    /** No connection could be opened. */
    void failed(FunctionException failure) {
        opening--;
        notOpened(failure);
        reportEmpty();
    }

    /** An attempt takes too long; it counts as a connection until the system gives it up. */
    void timedOut(FunctionException failure) {
        opening--;
        abandoned++;
        notOpened(failure);
    }

    /**
     * That is the end of the call that it was opened for; where it was for all that wait, of all of them, unless another connection is
     * there to wait for.
     */
    private void notOpened(FunctionException failure) {
        if (exclusive) {
            waiting.stream().findFirst().ifPresent(call -> call.fail(failure));
            openMore();
        } else if (all.stream().noneMatch(PooledConnection::isOpen)) {
            List.copyOf(waiting).forEach(call -> call.fail(failure));
        }
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

    private void offer(PooledConnection connection) {
        if (connection.isOpen() && connection.hasRoom() && !connection.offer(true)) {
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
        return exclusive
                ? all.size() + opening + abandoned < limits.connections()
                : opening == 0
                        && taken() + abandoned < limits.connections()
                        && all.stream().noneMatch(this::takesNone);
    }

    /** {@return whether it is one of a function that wants no calls now} Another would be no better. */
    private boolean takesNone(PooledConnection connection) {
        return connection.isOpen() && connection.capacity() == 0;
    }

    /** {@return for how many calls the connections are there} */
    private int taken() {
        return all.stream()
                .mapToInt(each -> Math.max(1, Math.max(each.capacity(), each.calls())))
                .sum();
    }

    /** {@return how many calls the connections that are being opened will take} */
    private int coming() {
        return exclusive || opening == 0 ? opening : Math.max(0, limits.connections() - taken());
    }

    /** {@return whether no more calls may be under way} Where each has a connection of its own, their number says so already. */
    private boolean isFull() {
        return shared > 0 && all.stream().mapToInt(PooledConnection::calls).sum() >= limits.connections();
    }

    private void removed(PooledConnection connection) {
        if (all.remove(connection)) {
            free.remove(connection);
            shared -= connection instanceof SharedConnection ? 1 : 0;
            if (!exclusive && !connection.wasUsed()) {
                notOpened(Failures.connection(new ClosedChannelException()));
            }
            serve();
            reportEmpty();
        }
    }

    private @Nullable PooledConnection pollFree() {
        PooledConnection last = isFull() ? null : free.pollLast();
        while (last != null) {
            last.offer(false);
            if (last.isOpen() && last.hasRoom()) {
                return last;
            }
            last = free.pollLast();
        }
        return null;
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
        for (PooledConnection each : List.copyOf(all)) {
            if (each.isStale(now) && waiting.isEmpty()) {
                each.close();
            }
        }
        if (!all.isEmpty()) {
            sweepLater();
        }
    }

    /** Later, and if it is still so: a call that lost its connection may be about to ask for another. */
    private void reportEmpty() {
        if (!closed && isEmpty()) {
            later(() -> {
                if (isEmpty()) {
                    whenEmpty.accept(this);
                }
            });
        }
    }

    /** Never, if the thread is about to end: then all of this does, too. */
    private void later(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException ending) {
            closed = true;
        }
    }

    private boolean isEmpty() {
        return all.isEmpty() && waiting.isEmpty() && opening + abandoned == 0;
    }
}
