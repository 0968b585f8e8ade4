package dev.eventgateway.server.http;

import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.channels.StreamSinkChannel;

/**
 * Long bodies are written in pieces: the JDK copies all that a socket is offered to memory of its own, whatever part of it the socket
 * takes, and keeps as much for good. That would be the whole rest again with each write.
 */
public final class Pieces {

    /** Several times what goes out at once on most connections. */
    private static final int MOST_AT_ONCE = 128 * 1024;

    private Pieces() {}

    /**
     * Writes the next piece.
     *
     * @return how many bytes the channel took; 0 if it takes none for now
     * @throws IOException if the connection is broken
     */
    public static int write(ByteBuffer left, StreamSinkChannel sink) throws IOException {
        ByteBuffer piece = left.slice(left.position(), Math.min(left.remaining(), MOST_AT_ONCE));
        int written = sink.write(piece);
        left.position(left.position() + written);
        return written;
    }

    /** Sends all of {@code body}, then calls {@code end}. */
    static void send(ByteBuffer body, Sender sender, IoCallback end) {
        if (body.remaining() <= MOST_AT_ONCE) {
            sender.send(body, end);
            return;
        }
        ByteBuffer piece = body.slice(body.position(), MOST_AT_ONCE);
        ByteBuffer rest = body.slice(body.position() + MOST_AT_ONCE, body.remaining() - MOST_AT_ONCE);
        sender.send(piece, new IoCallback() {
            @Override
            public void onComplete(HttpServerExchange exchange, Sender sent) {
                send(rest, sent, end);
            }

            @Override
            public void onException(HttpServerExchange exchange, Sender sent, IOException failure) {
                end.onException(exchange, sent, failure);
            }
        });
    }
}
