package dev.eventgateway.server.upstream;

import dev.eventgateway.function.FunctionException;
import dev.eventgateway.server.upstream.protocol.AnswerHead;
import dev.eventgateway.server.upstream.protocol.Exchange;
import io.undertow.connector.ByteBufferPool;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** One call on one connection, from the first byte written to the last byte read. Confined to its I/O thread. */
final class Attempt {

    private final Call call;
    private final PooledConnection connection;
    private final UpstreamLimits limits;

    private @Nullable Exchange exchange;
    private boolean sent;
    private boolean answered;
    private boolean over;

    Attempt(Call call, PooledConnection connection, UpstreamLimits limits) {
        this.call = call;
        this.connection = connection;
        this.limits = limits;
    }

    void send(Message message, Recipient recipient) {
        Exchange begun = connection.connection().begin(message.head(), new Exchange.Listener() {
            @Override
            public void answered(Exchange answered, AnswerHead head) {
                Attempt.this.answered(answered, head, recipient);
            }

            @Override
            public void failed(IOException failure) {
                broke(Failures.connection(failure));
            }

            @Override
            public void mayContinue(Exchange waiting) {
                message.mayContinue(waiting, Attempt.this);
            }
        });
        exchange = begun;
        if (begun == null) {
            broke(Failures.connection(new ClosedChannelException()));
        } else {
            message.sendBody(begun, this);
        }
    }

    Call call() {
        return call;
    }

    ByteBufferPool buffers() {
        return connection.connection().buffers();
    }

    /** {@return whether a function may say that it has done nothing when a part of the body is sent} */
    boolean mayBeRefusedLate() {
        return connection instanceof SharedConnection;
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

    private void answered(Exchange ours, AnswerHead head, Recipient recipient) {
        if (!head.hasClearLength()) {
            broke(Failures.unclearLength());
        } else if (!over) {
            answered = true;
            recipient.answered(ours, head, this);
        }
    }

    /** The answer is read to its end. */
    void read(AnswerHead head) {
        over = true;
        call.read(connection, connection.ended(exchange, sent, head, limits.idleTime()));
    }

    void broke(FunctionException failure) {
        if (over) {
            return;
        }
        boolean untouched = exchange == null || exchange.isUntouched();
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
}
