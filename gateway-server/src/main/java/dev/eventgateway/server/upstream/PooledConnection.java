package dev.eventgateway.server.upstream;

import dev.eventgateway.server.upstream.http2.Http2Connection;
import io.undertow.client.ClientConnection;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection of a pool, and the calls on it. Confined to its I/O thread. */
abstract class PooledConnection {

    private long idleUntil;
    private int calls;
    private boolean used;
    private boolean offered;

    static PooledConnection of(ClientConnection connection) {
        return connection instanceof Http2Connection shared
                ? new SharedConnection(shared)
                : new ExclusiveConnection(connection);
    }

    abstract ClientConnection connection();

    /** {@return how many calls may be on it at once} */
    abstract int capacity();

    /** {@return how many bytes were written so far} */
    abstract long written();

    /**
     * {@return whether nothing of a call reached the function}
     *
     * @param exchange the call's; null if it has none yet
     * @param writtenBefore what was {@link #written} when it began
     */
    abstract boolean isUntouched(@Nullable ClientExchange exchange, long writtenBefore);

    /** Nobody waits for that call any more. */
    abstract void abandon(@Nullable ClientExchange exchange);

    /**
     * An answer is read to its end.
     *
     * @param sent whether the function heard the message out
     * @return how long the connection may be kept for the next call
     */
    abstract Duration ended(@Nullable ClientExchange exchange, boolean sent, ClientResponse head, Duration most);

    /** At once, with all calls on it. */
    abstract void close();

    final boolean isOpen() {
        return connection().isOpen();
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
