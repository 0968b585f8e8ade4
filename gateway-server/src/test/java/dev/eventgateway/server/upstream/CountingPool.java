package dev.eventgateway.server.upstream;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.nio.ByteBuffer;

/** New buffers each time, of which it counts those that are not given back. */
public final class CountingPool implements ByteBufferPool {

    private final int size;
    private int lent;
    private int mostLent;

    /** Lends buffers of that size. */
    public CountingPool(int size) {
        this.size = size;
    }

    /** {@return how many are not given back} */
    public int lent() {
        return lent;
    }

    /** {@return how many were not given back at any time} */
    public int mostLent() {
        return mostLent;
    }

    @Override
    public PooledByteBuffer allocate() {
        lent++;
        mostLent = Math.max(mostLent, lent);
        return new Lent(ByteBuffer.allocate(size));
    }

    private final class Lent implements PooledByteBuffer {

        private final ByteBuffer buffer;
        private boolean open = true;

        Lent(ByteBuffer buffer) {
            this.buffer = buffer;
        }

        /** Whose buffer it is by then, nobody knows. */
        @Override
        public ByteBuffer getBuffer() {
            if (!open) {
                throw new AssertionError("a buffer that was given back");
            }
            return buffer;
        }

        @Override
        public void close() {
            lent -= open ? 1 : 0;
            open = false;
        }

        @Override
        public boolean isOpen() {
            return open;
        }
    }

    @Override
    public ByteBufferPool getArrayBackedPool() {
        return this;
    }

    @Override
    public int getBufferSize() {
        return size;
    }

    @Override
    public boolean isDirect() {
        return false;
    }

    @Override
    public void close() {
        // The garbage collector has them.
    }
}
