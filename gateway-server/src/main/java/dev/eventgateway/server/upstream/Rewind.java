package dev.eventgateway.server.upstream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.xnio.channels.StreamSourceChannel;

/**
 * The beginning of a body that can be read again: by HTTP/2 a function may say of a request that it has done nothing about it when a part
 * of its body is sent already.
 */
final class Rewind {

    /** How much is kept, in bytes. What is longer is read once. */
    private static final int MOST = 64 * 1024;

    private static final byte[] NOTHING = {};

    private byte[] kept = NOTHING;
    private int size;
    private int position;
    private boolean ended;
    private boolean lost;

    /** {@return as {@code source} would} */
    int read(StreamSourceChannel source, ByteBuffer to) throws IOException {
        if (position < size) {
            int again = Math.min(size - position, to.remaining());
            to.put(kept, position, again);
            position += again;
            return again;
        }
        if (ended) {
            return -1;
        }
        int start = to.position();
        int count = source.read(to);
        ended = count < 0;
        if (count > 0 && !lost) {
            keep(to.duplicate().flip().position(start));
        }
        return count;
    }

    private void keep(ByteBuffer piece) {
        int more = size + piece.remaining();
        if (more > MOST) {
            lost = true;
            kept = NOTHING;
            size = 0;
            position = 0;
            return;
        }
        if (more > kept.length) {
            kept = Arrays.copyOf(kept, Math.min(MOST, Math.max(more, 2 * kept.length)));
        }
        piece.get(kept, size, piece.remaining());
        size = more;
        position = more;
    }

    /** {@return whether it can be read from its beginning} */
    boolean isWhole() {
        return !lost;
    }

    /** From the beginning. */
    void again() {
        position = 0;
    }
}
