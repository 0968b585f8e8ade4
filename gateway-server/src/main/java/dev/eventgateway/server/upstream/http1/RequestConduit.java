package dev.eventgateway.server.upstream.http1;

import dev.eventgateway.event.Headers;
import dev.eventgateway.server.upstream.protocol.RequestHead;
import dev.eventgateway.server.upstream.protocol.SinkConduit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSinkChannel;

/** Where the body of a request is written. Its head goes first, in one packet with the body's beginning, where that is at hand. */
final class RequestConduit extends SinkConduit {

    private static final String END = "\r\n";
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Http1Exchange exchange;
    private final Http1Connection connection;
    private final StreamSinkChannel transport;
    private final boolean chunked;
    private final ByteBuffer[] parts = new ByteBuffer[3];

    /** What has to be written before any more of the body. */
    private ByteBuffer ahead;
    /** How much is left of the body, or of the chunk that has begun. */
    private long left;

    private Headers trailers = Headers.none();
    private @Nullable IOException failure;
    private boolean touched;
    private boolean ended;
    private boolean resumed;

    RequestConduit(Http1Exchange exchange, Http1Connection connection, StreamSinkChannel transport, RequestHead head) {
        super(connection.thread());
        this.exchange = exchange;
        this.connection = connection;
        this.transport = transport;
        this.chunked = head.length() < 0;
        this.left = Math.max(0, head.length());
        this.ended = head.length() == 0;
        this.ahead = bytes(text(head));
    }

    private static String text(RequestHead head) {
        StringBuilder text = new StringBuilder(512)
                .append(head.method())
                .append(' ')
                .append(head.target())
                .append(" HTTP/1.1\r\nHost: ")
                .append(head.authority())
                .append(END);
        if (head.length() > 0) {
            text.append("Content-Length: ").append(head.length()).append(END);
        }
        head.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append(END));
        if (head.length() < 0) {
            text.append("Transfer-Encoding: chunked\r\n");
        }
        return text.append(END).toString();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void trailers(Headers following) {
        trailers = following;
    }

    /** Sends a request without a body. */
    void start() {
        if (ended) {
            drain();
        }
    }

    /** {@return whether not a byte of it was written} */
    boolean isUntouched() {
        return !touched;
    }

    /** {@return whether all of it is written} */
    boolean isWritten() {
        return (ended || (!chunked && left == 0)) && !ahead.hasRemaining();
    }

    /** The connection takes more. */
    void writable() {
        if (resumed) {
            tellWriter();
        } else {
            drain();
        }
    }

    /** Writes what nobody else will. If that fails, reading tells why. */
    private void drain() {
        try {
            connection.resumeWrites(exchange, ended && !flush());
        } catch (IOException broken) {
            connection.resumeWrites(exchange, false);
        }
    }

    /** The server takes no more. */
    void fail(IOException cause) {
        failure = cause;
        tellLater();
    }

    private void tellLater() {
        connection.later(() -> {
            if (resumed) {
                tellWriter();
            }
        });
    }

    @Override
    protected int write(ByteBuffer from, boolean last) throws IOException {
        check();
        if (!from.hasRemaining()) {
            if (last) {
                terminateWrites();
            }
            return 0;
        }
        begin(from.remaining(), last);
        boolean atOnce = from.remaining() <= left;
        ByteBuffer piece = atOnce ? from : from.slice(from.position(), (int) left);
        int count = send(piece, last && atOnce);
        if (!atOnce) {
            from.position(from.position() + count);
        }
        ended = last && !from.hasRemaining();
        return count;
    }

    private void begin(int size, boolean last) throws IOException {
        if (chunked && left == 0) {
            goAhead(Integer.toHexString(size) + END);
            left = size;
        } else if (!chunked && size > left) {
            throw new IOException("a body that is longer than its head says");
        } else if (!chunked && last && size < left) {
            throw tooShort();
        }
    }

    /** {@return how much of the piece was written} What must follow it goes with it. */
    private int send(ByteBuffer piece, boolean last) throws IOException {
        int size = piece.remaining();
        ByteBuffer behind = chunked && size == left ? bytes(last ? END + lastChunk() : END) : NOTHING;
        parts[0] = ahead;
        parts[1] = piece;
        parts[2] = behind;
        touched |= transport.write(parts, 0, parts.length) > 0;
        int count = size - piece.remaining();
        left -= count;
        if (!piece.hasRemaining()) {
            ahead = behind;
        }
        return count;
    }

    private String lastChunk() {
        StringBuilder text = new StringBuilder("0").append(END);
        trailers.forEach((name, values) -> values.forEach(
                value -> text.append(name).append(": ").append(value).append(END)));
        return text.append(END).toString();
    }

    private void goAhead(String text) {
        String before = StandardCharsets.ISO_8859_1.decode(ahead).toString();
        ahead = bytes(before + text);
    }

    private void check() throws IOException {
        if (failure != null) {
            resumed = false;
            throw new IOException(failure.getMessage(), failure);
        }
        if (ended) {
            throw new IOException("the request is at its end");
        }
    }

    @Override
    public void terminateWrites() throws IOException {
        if (ended) {
            return;
        }
        check();
        if (left > 0) {
            throw tooShort();
        }
        if (chunked) {
            goAhead(lastChunk());
        }
        ended = true;
    }

    private static IOException tooShort() {
        return new IOException("a body that is shorter than its head says");
    }

    @Override
    public boolean flush() throws IOException {
        if (failure != null) {
            resumed = false;
            throw new IOException(failure.getMessage(), failure);
        }
        while (ahead.hasRemaining()) {
            if (transport.write(ahead) == 0) {
                return false;
            }
            touched = true;
        }
        return transport.flush();
    }

    @Override
    public void truncateWrites() {
        exchange.cancel();
    }

    @Override
    public boolean isWriteShutdown() {
        return ended || failure != null;
    }

    @Override
    public void resumeWrites() {
        resumed = true;
        if (failure == null) {
            connection.resumeWrites(exchange, true);
        } else {
            tellLater();
        }
    }

    @Override
    public void suspendWrites() {
        resumed = false;
        connection.resumeWrites(exchange, false);
    }

    @Override
    public boolean isWriteResumed() {
        return resumed;
    }
}
