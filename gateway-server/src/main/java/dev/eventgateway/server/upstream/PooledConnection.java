package dev.eventgateway.server.upstream;

import dev.eventgateway.server.upstream.http2.Http2Connection;
import dev.eventgateway.server.upstream.protocol.AnswerHead;
import dev.eventgateway.server.upstream.protocol.Connection;
import dev.eventgateway.server.upstream.protocol.Exchange;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection of a pool, and the calls on it. Confined to its I/O thread. */
abstract class PooledConnection {

    private long idleUntil;
    private int calls;
    private boolean used;
    private boolean offered;

    static PooledConnection of(Connection connection) {
        return connection instanceof Http2Connection shared
                ? new SharedConnection(shared)
                : new ExclusiveConnection(connection);
    }

    abstract Connection connection();

    /** Nobody waits for that call any more. */
    abstract void abandon(@Nullable Exchange exchange);

    /**
     * An answer is read to its end.
     *
     * @param sent whether the function heard the message out
     * @return how long the connection may be kept for the next call
     */
    abstract Duration ended(@Nullable Exchange exchange, boolean sent, AnswerHead head, Duration most);

    /** At once, with all calls on it. */
    final void close() {
        connection().close();
    }

    final boolean isOpen() {
        return connection().isOpen();
    }

    /** {@return how many calls may be on it at once} */
    final int capacity() {
        return connection().most();
    }

    final boolean hasRoom() {
        return calls < capacity();
    }

    final int calls() {
        return calls;
    }

    /** {@return whether there ever was a call on it} */
    final boolean wasUsed() {
        return used;
    }

    /** A call begins. */
    final void take() {
        calls++;
        used = true;
    }

    /** A call is over. */
    final void give() {
        calls--;
    }

    /** {@return what it was before} The pool notes here whether it lists the connection as one that has room. */
    final boolean offer(boolean now) {
        boolean before = offered;
        offered = now;
        return before;
    }

    final void idleUntil(long nanoTime) {
        idleUntil = nanoTime;
    }

    final boolean isStale(long nanoTime) {
        return calls == 0 && nanoTime - idleUntil >= 0;
    }
}
