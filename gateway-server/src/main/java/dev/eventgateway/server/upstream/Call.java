package dev.eventgateway.server.upstream;

import dev.eventgateway.function.FunctionException;
import io.undertow.util.WorkerUtils;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/**
 * One request, from its start to the end of its answer: waits for a connection, is sent, and is sent once more only if nothing of it
 * was. Confined to its I/O thread.
 */
final class Call {

    private static final int MOST_ATTEMPTS = 3;

    private final XnioIoThread thread;
    private final UpstreamLimits limits;
    private final Message message;
    private final Recipient recipient;

    private Duration patience;
    private long since;
    private long due;
    private XnioExecutor.Key timer = XnioExecutor.Key.IMMEDIATE;
    private @Nullable ConnectionPool pool;
    private @Nullable Attempt attempt;
    private int attempts;

    /**
     * @param answerTime how long all of it may take, unless somebody {@linkplain #waitFor waits anew}
     */
    Call(XnioIoThread thread, UpstreamLimits limits, Message message, Recipient recipient, Duration answerTime) {
        this.thread = thread;
        this.limits = limits;
        this.message = message;
        this.recipient = recipient;
        this.patience = answerTime;
        this.since = System.nanoTime();
    }

    void start(ConnectionPool connections) {
        pool = connections;
        lookAfter(patience.toNanos());
        connections.run(this);
    }

    /** From now on nothing may happen for that time. */
    void waitFor(Duration time) {
        patience = time;
        moved();
        if (since + patience.toNanos() - due < 0) {
            timer.remove();
            lookAfter(patience.toNanos());
        }
    }

    /** Something happened. */
    void moved() {
        since = System.nanoTime();
    }

    /** A connection is free for this call. */
    void sendOn(PooledConnection connection) {
        attempts++;
        Attempt next = new Attempt(this, connection, limits);
        attempt = next;
        next.send(message, recipient);
    }

    /** The attempt read an answer to its end, which may not have been handed on yet. */
    void read(PooledConnection connection, Duration keptAlive) {
        message.stop();
        if (pool != null) {
            pool.release(connection, keptAlive);
        }
    }

    /** Nobody waits for anything any more. */
    void finished() {
        timer.remove();
    }

    /** The attempt broke; {@code untouched} if not one byte of it left. */
    void broke(FunctionException failure, boolean untouched) {
        ConnectionPool connections = pool;
        if (untouched
                && message.isWhole()
                && attempts < MOST_ATTEMPTS
                && !recipient.isServed()
                && connections != null) {
            message.again();
            connections.run(this);
        } else {
            fail(failure);
        }
    }

    /** Ends it, wherever it is. */
    void fail(RuntimeException failure) {
        timer.remove();
        message.stop();
        if (pool != null) {
            pool.forget(this);
        }
        if (attempt != null) {
            attempt.abort();
        }
        recipient.failed(failure);
    }

    private void lookAfter(long nanos) {
        due = System.nanoTime() + nanos;
        timer = WorkerUtils.executeAfter(thread, this::look, nanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
        long left = since + patience.toNanos() - System.nanoTime();
        if (left > 0) {
            lookAfter(left);
        } else {
            fail(late());
        }
    }

    /** It is the function's failure only if the sender of the request does his part. */
    private RuntimeException late() {
        if (message.isAwaited()) {
            return Failures.noRequest(patience);
        }
        return recipient.isHeldUp() ? Failures.notTaken(patience) : Failures.noAnswer(patience);
    }
}
