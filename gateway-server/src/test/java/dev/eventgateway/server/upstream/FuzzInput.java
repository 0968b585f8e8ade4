package dev.eventgateway.server.upstream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A fuzzer's bytes, one after the other; behind the last one there are zeros. */
public final class FuzzInput {

    private static final int MOST_SIZES = 16;
    /** More than is ever held of a body, and more than {@code Progress.MOST} frames of HTTP/2. */
    private static final int MOST_REPEATED = 100_000;

    private static final int BYTE = 0xff;

    private final ByteBuffer bytes;

    public FuzzInput(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /** {@return the next byte} */
    public int next() {
        return bytes.hasRemaining() ? bytes.get() & BYTE : 0;
    }

    /** {@return sizes of pieces, behind how many there are} */
    public int[] sizes() {
        int[] sizes = new int[next() % MOST_SIZES];
        for (int at = 0; at < sizes.length; at++) {
            sizes[at] = next() + 1;
        }
        return sizes;
    }

    /** {@return all that is left} */
    public ByteBuffer rest() {
        return bytes.slice();
    }

    /** {@return the rest time and again, but for what is said once, behind how much that is} A fuzzer would never come to so much by itself. */
    public ByteBuffer flood() {
        int once = next();
        ByteBuffer rest = bytes.slice();
        rest.position(Math.min(once, rest.limit()));
        ByteBuffer all = ByteBuffer.allocate(rest.limit() + MOST_REPEATED);
        all.put(rest.slice(0, rest.position()));
        int length = rest.remaining();
        for (int count = length == 0 ? 0 : MOST_REPEATED / length; count > 0; count--) {
            all.put(rest.duplicate());
        }
        return all.flip().slice();
    }

    /** {@return pieces of these sizes, time and again; without any, single bytes} */
    public static List<ByteBuffer> pieces(ByteBuffer said, int... sizes) {
        List<ByteBuffer> pieces = new ArrayList<>();
        for (int at = 0; at < said.limit(); ) {
            int size = sizes.length == 0 ? 1 : sizes[pieces.size() % sizes.length];
            pieces.add(said.slice(at, Math.min(size, said.limit() - at)));
            at += size;
        }
        return pieces;
    }
}
