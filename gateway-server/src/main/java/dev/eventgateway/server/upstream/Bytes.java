package dev.eventgateway.server.upstream;

import dev.eventgateway.server.http.Pieces;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.xnio.channels.StreamSinkChannel;

/** A message whose body is at hand. */
final class Bytes implements Message {

    private final Supplier<ClientRequest> head;
    private final byte[] body;

    private ByteBuffer left = ByteBuffer.allocate(0);

    /** Shares {@code body}. */
    Bytes(Supplier<ClientRequest> head, byte[] body) {
        this.head = head;
        this.body = body;
    }

    @Override
    public ClientRequest head() {
        return head.get();
    }

    @Override
    public void sendBody(ClientExchange exchange, Attempt attempt) {
        if (body.length == 0) {
            // Undertow ends such a request by itself.
            attempt.sent();
            return;
        }
        left = ByteBuffer.wrap(body);
        StreamSinkChannel sink = exchange.getRequestChannel();
        sink.getWriteSetter().set(ready -> write(ready, attempt));
        write(sink, attempt);
    }

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
    public boolean isAwaited() {
        return false;
    }

    @Override
    public void stop() {
        left = ByteBuffer.allocate(0);
    }
}
