package dev.eventgateway.server.upstream.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.xnio.channels.StreamSinkChannel;

/** Frames on their way out. What the server does not take is held: of bodies a fixed amount, of the rest what the rules ask for. */
final class FrameWriter {

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int ROOM = 64 * 1024;
    /** What is held beside a head for each request: answers to a server that asks for them and does not take them. */
    private static final int MOST_HELD = 1024 * 1024;

    private final StreamSinkChannel sink;
    private final int mostHeld;
    private ByteBuffer held = ByteBuffer.allocate(16 * 1024);
    private long written;

    /**
     * @param requests how many there ever are at once
     */
    FrameWriter(StreamSinkChannel sink, int requests) {
        this.sink = sink;
        this.mostHeld = MOST_HELD + requests * HeadReader.MOST;
    }

    /** {@return where in all that was ever written the next frame will begin} */
    long end() {
        return written + held.position();
    }

    /** {@return how much of all that has left} */
    long written() {
        return written;
    }

    /** {@return how many bytes of bodies may be added} */
    int room() {
        return Math.max(0, ROOM - Wire.HEAD - held.position());
    }

    /** {@return whether more is held than may be} */
    boolean isOverfull() {
        return held.position() > mostHeld;
    }

    void preface() {
        ensure(PREFACE.length);
        held.put(PREFACE);
    }

    void frame(int type, int flags, int stream, ByteBuffer payload) {
        head(payload.remaining(), type, flags, stream);
        held.put(payload);
    }

    /** A frame that holds one number. */
    void frame(int type, int stream, int number) {
        head(Integer.BYTES, type, 0, stream);
        held.putInt(number);
    }

    /** Our settings; {@code pairs} are names and values in turn. */
    void settings(int... pairs) {
        head(pairs.length / 2 * (Short.BYTES + Integer.BYTES), Wire.SETTINGS, 0, 0);
        for (int at = 0; at < pairs.length; at += 2) {
            held.putShort((short) pairs[at]).putInt(pairs[at + 1]);
        }
    }

    /** Says why it is the end, if nothing else is in the way. */
    void farewell(int code) {
        if (held.position() > 0) {
            return;
        }
        head(2 * Integer.BYTES, Wire.GOAWAY, 0, 0);
        held.putInt(0).putInt(code);
        try {
            flush();
        } catch (IOException gone) {
            // Then it need not be told.
        }
    }

    /** The head of a message, in as many frames as it needs. */
    void headers(int stream, ByteBuffer block, boolean last) {
        int type = Wire.HEADERS;
        int flags = last ? Wire.END_STREAM : 0;
        do {
            ByteBuffer piece = block.slice(block.position(), Math.min(block.remaining(), Wire.MAX_PAYLOAD));
            block.position(block.position() + piece.remaining());
            frame(type, flags | (block.hasRemaining() ? 0 : Wire.END_HEADERS), stream, piece);
            type = Wire.CONTINUATION;
            flags = 0;
        } while (block.hasRemaining());
    }

    private void head(int length, int type, int flags, int stream) {
        ensure(Wire.HEAD + length);
        held.putInt(length << 8 | type).put((byte) flags).putInt(stream);
    }

    private void ensure(int count) {
        if (held.remaining() < count) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(2 * held.capacity(), held.position() + count));
            held = larger.put(held.flip());
        }
    }

    /**
     * Writes what the connection takes.
     *
     * @return whether that was all
     */
    boolean flush() throws IOException {
        held.flip();
        try {
            while (held.hasRemaining()) {
                int count = sink.write(held);
                if (count == 0) {
                    return false;
                }
                written += count;
            }
        } finally {
            held.compact();
        }
        return sink.flush();
    }
}
