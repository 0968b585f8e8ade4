package dev.eventgateway.server.upstream;

import dev.eventgateway.server.upstream.http2.Http2Connection;
import dev.eventgateway.server.upstream.http2.Http2Exchange;
import io.undertow.client.ClientConnection;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection of HTTP/2: as many calls at once as the function allows. What becomes of one is no matter of the others. */
final class SharedConnection extends PooledConnection {

    private final Http2Connection connection;
    private Runnable whenChanged = () -> {};

    SharedConnection(Http2Connection connection) {
        this.connection = connection;
    }

    /** Runs {@code changed} when there may be room for a call, or no more calls may be made. */
    void whenChanged(Runnable changed) {
        whenChanged = changed;
        connection.whenChanged(changed);
    }

    @Override
    ClientConnection connection() {
        return connection;
    }

    @Override
    int capacity() {
        return connection.most();
    }

    /** {@return nothing: what was written tells nothing of one call} */
    @Override
    long written() {
        return 0;
    }

    @Override
    boolean isUntouched(@Nullable ClientExchange exchange, long writtenBefore) {
        return exchange == null || ((Http2Exchange) exchange).isUntouched();
    }

    @Override
    void abandon(@Nullable ClientExchange exchange) {
        cancel(exchange);
        give();
        whenChanged.run();
    }

    @Override
    Duration ended(@Nullable ClientExchange exchange, boolean sent, ClientResponse head, Duration most) {
        if (!sent) {
            cancel(exchange);
        }
        return most;
    }

    private static void cancel(@Nullable ClientExchange exchange) {
        if (exchange != null) {
            ((Http2Exchange) exchange).cancel();
        }
    }

    @Override
    void close() {
        connection.close();
    }
}
