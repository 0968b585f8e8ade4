package dev.eventgateway.server.upstream.http2;

import java.nio.ByteBuffer;

/** Bytes in the order they came. Grows as needed; its user sees to it that there are never too many. */
final class Ring {

    private byte[] bytes = new byte[0];
    private int start;
    private int count;

    int count() {
        return count;
    }

    void put(ByteBuffer from) {
        int added = from.remaining();
        grow(count + added);
        int at = (start + count) & (bytes.length - 1);
        int first = Math.min(added, bytes.length - at);
        from.get(bytes, at, first);
        from.get(bytes, 0, added - first);
        count += added;
    }

    /** {@return how many bytes were moved, {@code most} at most} */
    int moveTo(ByteBuffer to, int most) {
        int moved = Math.max(0, Math.min(most, to.remaining()));
        int first = Math.min(moved, bytes.length - start);
        to.put(bytes, start, first).put(bytes, 0, moved - first);
        count -= moved;
        start = count == 0 ? 0 : (start + moved) & (bytes.length - 1);
        return moved;
    }

    void clear() {
        bytes = new byte[0];
        start = 0;
        count = 0;
    }

    private void grow(int wanted) {
        if (wanted <= bytes.length) {
            return;
        }
        int power = Math.max(512, Integer.highestOneBit(wanted - 1) << 1);
        ByteBuffer larger = ByteBuffer.allocate(power);
        int kept = moveTo(larger, count);
        bytes = larger.array();
        start = 0;
        count = kept;
    }
}
