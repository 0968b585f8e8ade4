package dev.eventgateway.server.upstream;

import dev.eventgateway.function.FunctionException;
import dev.eventgateway.server.http.HeaderSyntax;
import io.undertow.client.ClientCallback;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientResponse;
import io.undertow.connector.ByteBufferPool;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call on one connection, from the first byte written to the last byte read. Confined to its I/O thread. */
final class Attempt {

    private final Call call;
    private final PooledConnection connection;
    private final UpstreamLimits limits;
    private final long writtenBefore;

    private @Nullable ClientExchange exchange;
    private boolean sent;
    private boolean answered;
    private boolean over;

    Attempt(Call call, PooledConnection connection, UpstreamLimits limits) {
        this.call = call;
        this.connection = connection;
        this.limits = limits;
        this.writtenBefore = connection.written();
    }

    void send(Message message, Recipient recipient) {
        connection.connection().sendRequest(message.head(), new OrBroken() {
            @Override
            public void completed(ClientExchange begun) {
                exchange = begun;
                begun.setResponseListener(new OrBroken() {
                    @Override
                    public void completed(ClientExchange answered) {
                        answered(answered, recipient);
                    }
                });
                message.sendBody(begun, Attempt.this);
            }
        });
    }

    Call call() {
        return call;
    }

    ByteBufferPool buffers() {
        return connection.connection().getBufferPool();
    }

    /** {@return whether nothing happens on this connection for this call any more} */
    boolean isOver() {
        return over;
    }

    /** {@return whether the head of an answer is there} */
    boolean isAnswered() {
        return answered;
    }

    /** The message is written to its end. */
    void sent() {
        sent = true;
    }

    /** The message cannot be written to its end. Why, reading tells: a function may answer before it has heard all, and hang up. */
    void notSent() {
        sent = false;
    }

    private void answered(ClientExchange ours, Recipient recipient) {
        int status = ours.getResponse().getResponseCode();
        if (status < 200) {
            broke(FunctionException.answered(status, Optional.empty()));
        } else if (!hasClearLength(ours.getResponse().getResponseHeaders())) {
            broke(Failures.unclearLength());
        } else if (!over) {
            answered = true;
            recipient.answered(ours, this);
        }
    }

    /** Undertow's client takes the first length it finds, and what it does not know for no coding: what is left would be the next answer. */
    private static boolean hasClearLength(HeaderMap headers) {
        HeaderValues codings = headers.get(Headers.TRANSFER_ENCODING);
        if (codings != null) {
            return codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked");
        }
        HeaderValues lengths = headers.get(Headers.CONTENT_LENGTH);
        return lengths == null || (lengths.size() == 1 && HeaderSyntax.isLength(lengths.getFirst()));
    }

    /** {@return how long the body of an answer is said to be} Beside a transfer encoding a length counts for nothing, and nobody has checked it. */
    static long announced(HeaderMap headers) {
        String length = headers.getFirst(Headers.CONTENT_LENGTH);
        return length == null || headers.contains(Headers.TRANSFER_ENCODING) ? -1 : Long.parseLong(length);
    }

    /** The answer is read to its end. */
    void read(ClientResponse head) {
        over = true;
        call.read(connection, connection.ended(exchange, sent, head, limits.idleTime()));
    }

    void broke(FunctionException failure) {
        if (over) {
            return;
        }
        boolean untouched = connection.isUntouched(exchange, writtenBefore);
        abort();
        call.broke(failure, untouched);
    }

    /** Nobody waits for this any more. */
    void abort() {
        if (!over) {
            over = true;
            connection.abandon(exchange);
        }
    }

    /** What happens next, unless the connection breaks. */
    private abstract class OrBroken implements ClientCallback<ClientExchange> {
        @Override
        public void failed(IOException failure) {
            broke(Failures.connection(failure));
        }
    }
}
