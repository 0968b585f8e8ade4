package dev.eventgateway.server.upstream.http2;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Makes frames of the bytes that arrive. */
final class FrameReader {

    /** After so many pieces others of the same thread have their turn. */
    private static final int MOST_AT_ONCE = 16;

    /** Who gets the frames. */
    interface Frames {

        /** A whole frame; {@code payload} is the reader's own and valid during the call only. */
        void frame(int type, int flags, int stream, ByteBuffer payload) throws ConnectionError;
    }

    private final Frames frames;
    private final ByteBuffer input = ByteBuffer.allocate(Wire.HEAD + Wire.MAX_PAYLOAD);
    private long received;

    FrameReader(Frames frames) {
        this.frames = frames;
    }

    /** {@return how many bytes arrived so far} */
    long received() {
        return received;
    }

    /** Takes bytes that somebody else has read, fewer than a frame may have. */
    void take(ByteBuffer bytes) throws ConnectionError {
        received += bytes.remaining();
        input.put(bytes);
        parse();
    }

    /**
     * Reads what is there.
     *
     * @return whether there may be more already
     */
    boolean read(ReadableByteChannel source) throws IOException {
        for (int pieces = 0; pieces < MOST_AT_ONCE; pieces++) {
            int count = source.read(input);
            if (count < 0) {
                throw new EOFException("the function closed the connection");
            }
            if (count == 0) {
                return false;
            }
            received += count;
            parse();
        }
        return true;
    }

    private void parse() throws ConnectionError {
        input.flip();
        while (input.remaining() >= Wire.HEAD) {
            int start = input.position();
            int length = input.getInt(start) >>> 8;
            if (length > Wire.MAX_PAYLOAD) {
                throw new ConnectionError(Wire.FRAME_SIZE_ERROR, "a frame of " + length + " bytes");
            }
            if (input.remaining() < Wire.HEAD + length) {
                break;
            }
            input.position(start + Wire.HEAD + length);
            frames.frame(
                    input.get(start + 3),
                    input.get(start + 4),
                    input.getInt(start + 5) & Integer.MAX_VALUE,
                    input.slice(start + Wire.HEAD, length));
        }
        input.compact();
    }
}
