package dev.eventgateway.server.upstream;

import dev.eventgateway.server.upstream.http2.Http2Connection;
import dev.eventgateway.server.upstream.protocol.AnswerHead;
import dev.eventgateway.server.upstream.protocol.Connection;
import dev.eventgateway.server.upstream.protocol.Exchange;
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
    Connection connection() {
        return connection;
    }

    @Override
    void abandon(@Nullable Exchange exchange) {
        cancel(exchange);
        give();
        whenChanged.run();
    }

    @Override
    Duration ended(@Nullable Exchange exchange, boolean sent, AnswerHead head, Duration most) {
        if (!sent) {
            cancel(exchange);
        }
        return most;
    }

    private static void cancel(@Nullable Exchange exchange) {
        if (exchange != null) {
            exchange.cancel();
        }
    }
}
