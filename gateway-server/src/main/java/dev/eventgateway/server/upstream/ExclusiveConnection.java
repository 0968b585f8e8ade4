package dev.eventgateway.server.upstream;

import io.undertow.client.ClientConnection;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;

/** A connection of HTTP/1.1: one call at a time. */
final class ExclusiveConnection extends PooledConnection {

    private final ClientConnection connection;

    ExclusiveConnection(ClientConnection connection) {
        this.connection = connection;
    }

    @Override
    ClientConnection connection() {
        return connection;
    }

    @Override
    int capacity() {
        return 1;
    }

    @Override
    long written() {
        return connection.getStatistics().getWritten();
    }

    @Override
    boolean isUntouched(@Nullable ClientExchange exchange, long writtenBefore) {
        return written() == writtenBefore;
    }

    @Override
    void abandon(@Nullable ClientExchange exchange) {
        close();
    }

    /** A function that did not want to hear the message out is not called again on this connection. */
    @Override
    Duration ended(@Nullable ClientExchange exchange, boolean sent, ClientResponse head, Duration most) {
        return sent ? KeepAlive.of(head.getResponseHeaders(), most) : Duration.ZERO;
    }

    /**
     * At once. Undertow's own way ends what is being sent properly first, and so makes a whole of the part of a message; this way out
     * was meant for other protocols.
     */
    @Override
    void close() {
        try {
            IoUtils.safeClose(connection.performUpgrade());
        } catch (IOException closed) {
            IoUtils.safeClose(connection);
        }
    }
}
