package dev.eventgateway.server.http;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that arrive in pieces. Grows with what is there, not with what is announced. Not safe for use by several threads. */
public final class ByteCollector {

    private static final int MOST_AT_FIRST = 64 * 1024;
    private static final int UNKNOWN_LENGTH = 1024;

    private final long announced;
    private byte[] bytes;
    private int size;

    /**
     * Collects from nothing.
     *
     * @param announced how many bytes are said to come; negative if nobody said
     */
    public ByteCollector(long announced) {
        this.announced = announced;
        this.bytes = new byte[(int) Math.min(announced < 0 ? UNKNOWN_LENGTH : announced, MOST_AT_FIRST)];
    }

    /** Takes all that remains in {@code piece}. */
    public void add(ByteBuffer piece) {
        int more = piece.remaining();
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, grown()));
        }
        piece.get(bytes, size, more);
        size += more;
    }

    /** {@return twice the room that is there; no more than was announced, so that in the end nothing is copied} */
    private int grown() {
        int doubled = bytes.length * 2;
        return announced > bytes.length ? (int) Math.min(doubled, announced) : doubled;
    }

    /** {@return how many bytes are there} */
    public int size() {
        return size;
    }

    /** {@return all bytes, which are not kept} */
    public byte[] toBytes() {
        byte[] whole = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        discard();
        return whole;
    }

    /** Keeps nothing of what is there. */
    void discard() {
        bytes = new byte[0];
        size = 0;
    }
}
