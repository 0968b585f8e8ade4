package dev.eventgateway.server.upstream;

import dev.eventgateway.server.upstream.protocol.AnswerHead;
import dev.eventgateway.server.upstream.protocol.Connection;
import dev.eventgateway.server.upstream.protocol.Exchange;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection of HTTP/1.1: one call at a time. */
final class ExclusiveConnection extends PooledConnection {

    private final Connection connection;

    ExclusiveConnection(Connection connection) {
        this.connection = connection;
    }

    @Override
    Connection connection() {
        return connection;
    }

    @Override
    void abandon(@Nullable Exchange exchange) {
        if (exchange != null) {
            exchange.cancel();
        }
        close();
    }

    /** A function that did not want to hear the message out is not called again on this connection. */
    @Override
    Duration ended(@Nullable Exchange exchange, boolean sent, AnswerHead head, Duration most) {
        return sent ? KeepAlive.of(head.headers(), most) : Duration.ZERO;
    }
}
