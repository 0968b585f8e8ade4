package dev.eventgateway.server.upstream;

import dev.eventgateway.server.http.Pieces;
import dev.eventgateway.server.upstream.protocol.Exchange;
import dev.eventgateway.server.upstream.protocol.RequestHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.xnio.channels.StreamSinkChannel;

/** A message whose body is at hand. */
final class Bytes implements Message {

    private final Supplier<RequestHead> head;
    private final byte[] body;

    private ByteBuffer left = ByteBuffer.allocate(0);

    /** Shares {@code body}. */
    Bytes(Supplier<RequestHead> head, byte[] body) {
        this.head = head;
        this.body = body;
    }

    @Override
    public RequestHead head() {
        return head.get();
    }

    @Override
    public void sendBody(Exchange exchange, Attempt attempt) {
        if (body.length == 0) {
            // Such a request is at its end as it begins.
            attempt.sent();
            return;
        }
        left = ByteBuffer.wrap(body);
        StreamSinkChannel sink = exchange.request();
        sink.getWriteSetter().set(ready -> write(ready, attempt));
        write(sink, attempt);
    }

    @Override
    public void mayContinue(Exchange exchange, Attempt attempt) {}

    private void write(StreamSinkChannel sink, Attempt attempt) {
        try {
            while (left.hasRemaining()) {
                if (Pieces.write(left, sink) == 0) {
                    sink.resumeWrites();
                    return;
                }
            }
            sink.suspendWrites();
            sink.shutdownWrites();
            if (sink.flush()) {
                attempt.sent();
            } else {
                sink.resumeWrites();
            }
        } catch (IOException broken) {
            sink.suspendWrites();
            attempt.notSent();
        }
    }

    @Override
    public boolean isWhole() {
        return true;
    }

    @Override
    public void again() {}

    @Override
    public boolean isAwaited() {
        return false;
    }

    @Override
    public void stop() {
        left = ByteBuffer.allocate(0);
    }
}
