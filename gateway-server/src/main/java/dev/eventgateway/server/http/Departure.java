package dev.eventgateway.server.http;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.util.function.Consumer;
import org.xnio.IoUtils;

/**
 * Notices that a client goes away while he waits for his reply. By HTTP/2 he says so; of HTTP/1.1 only reading tells. A client that has
 * closed his own direction only cannot be told from one that is gone, and gets his reply. Confined to the exchange's I/O thread.
 */
final class Departure {

    private final HttpServerExchange exchange;
    private final Runnable gone;

    Departure(HttpServerExchange exchange, Runnable gone) {
        this.exchange = exchange;
        this.gone = gone;
    }

    void watch() {
        exchange.addExchangeCompleteListener((ended, next) -> {
            gone.run();
            next.proceed();
        });
        Http2Connection.of(exchange).ifPresent(connection -> connection.whenTakenBack(exchange, gone));
        whenMoreComes(exchange, this::look);
    }

    /** Runs {@code then} whenever there is something to read behind the request, be it the end; by HTTP/1.1, while the exchange lasts. */
    static void whenMoreComes(HttpServerExchange exchange, Consumer<HttpServerConnection> then) {
        if (!exchange.isComplete()
                && exchange.getConnection() instanceof HttpServerConnection connection
                && connection.getExtraBytes() == null) {
            // Undertow sets its own listener again when the exchange is complete.
            connection.getChannel().getSourceChannel().setReadListener(source -> then.accept(connection));
            connection.getOriginalSourceConduit().resumeReads();
        }
    }

    private void look(HttpServerConnection connection) {
        PooledByteBuffer pooled = connection.getByteBufferPool().allocate();
        boolean kept = false;
        try {
            int count = connection
                    .getOriginalSourceConduit()
                    .read(pooled.getBuffer().clear());
            if (count != 0) {
                connection.getOriginalSourceConduit().suspendReads();
            }
            if (count > 0) {
                pooled.getBuffer().flip();
                connection.ungetRequestBytes(pooled);
                kept = true;
            }
        } catch (IOException reset) {
            IoUtils.safeClose(connection);
            gone.run();
        } finally {
            if (!kept) {
                pooled.close();
            }
        }
    }
}
