package dev.eventgateway.server.upstream;

import io.undertow.client.ClientConnection;
import java.io.IOException;
import org.xnio.IoUtils;

/** A connection of a pool. Confined to its I/O thread. */
final class PooledConnection {

    private final ClientConnection connection;
    private long idleUntil;

    PooledConnection(ClientConnection connection) {
        this.connection = connection;
    }

    ClientConnection connection() {
        return connection;
    }

    boolean isOpen() {
        return connection.isOpen();
    }

    /** {@return how many bytes were written so far} */
    long written() {
        return connection.getStatistics().getWritten();
    }

    void idleUntil(long nanoTime) {
        idleUntil = nanoTime;
    }

    boolean isStale(long nanoTime) {
        return nanoTime - idleUntil >= 0;
    }

    /**
     * At once. Undertow's own way ends what is being sent properly first, and so makes a whole of the part of a message; this way out
     * was meant for other protocols.
     */
    void close() {
        try {
            IoUtils.safeClose(connection.performUpgrade());
        } catch (IOException closed) {
            IoUtils.safeClose(connection);
        }
    }
}
