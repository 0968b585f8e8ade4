package dev.eventgateway.server.upstream;

import dev.eventgateway.function.FunctionException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request, from its start to the end of its answer: waits for a connection, is sent, and is sent once more only if nothing of it
 * was. Confined to its I/O thread.
 */
final class Call {

    private static final int MOST_ATTEMPTS = 3;

    private final Deadlines deadlines;
    private final UpstreamLimits limits;
    private final Message message;
    private final Recipient recipient;

    private Duration patience;
    private long since;
    private @Nullable ConnectionPool pool;
    private @Nullable Attempt attempt;
    private int attempts;

    /**
     * @param answerTime how long all of it may take, unless somebody {@linkplain #waitFor waits anew}
     */
    Call(Deadlines deadlines, UpstreamLimits limits, Message message, Recipient recipient, Duration answerTime) {
        this.deadlines = deadlines;
        this.limits = limits;
        this.message = message;
        this.recipient = recipient;
        this.patience = answerTime;
        this.since = System.nanoTime();
    }

    void start(ConnectionPool connections) {
        pool = connections;
        deadlines.add(this);
        connections.run(this);
    }

    /** From now on nothing may happen for that time. */
    void waitFor(Duration time) {
        patience = time;
        moved();
        deadlines.changed(this);
    }

    /** Something happened. */
    void moved() {
        since = System.nanoTime();
    }

    /** {@return when it has taken too long if nothing happens before, by {@link System#nanoTime}} */
    long due() {
        return since + patience.toNanos();
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
        deadlines.remove(this);
        message.stop();
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
        deadlines.remove(this);
        message.stop();
        if (pool != null) {
            pool.forget(this);
        }
        if (attempt != null) {
            attempt.abort();
        }
        recipient.failed(failure);
    }

    /** It takes too long, which is the function's failure only if the sender of the request does his part. */
    void late() {
        if (message.isAwaited()) {
            fail(Failures.noRequest(patience));
        } else {
            fail(recipient.isHeldUp() ? Failures.notTaken(patience) : Failures.noAnswer(patience));
        }
    }
}
