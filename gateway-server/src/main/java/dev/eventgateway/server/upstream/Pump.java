package dev.eventgateway.server.upstream;

import dev.eventgateway.server.upstream.protocol.WriteInterest;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/**
 * Carries a body from one connection to another. What the receiver does not take is not read: one buffer is all that is ever held.
 * Confined to the I/O thread of both.
 */
final class Pump {

    /** After so many pieces others of the same thread have their turn. */
    private static final int MOST_AT_ONCE = 32;

    private final StreamSourceChannel source;
    private final @Nullable Rewind rewind;
    private final StreamSinkChannel sink;
    private final WriteInterest writing;
    private final long length;
    private final ByteBufferPool buffers;
    private final Ends ends;

    private @Nullable PooledByteBuffer held;
    private long carried;
    private boolean atEnd;
    private boolean ended;
    private boolean over;

    /** Who is told how it goes. Exactly one of the last three is called, unless the pump is stopped before. */
    interface Ends {

        /** Something was read, or written. */
        void moved();

        /** The source has come to its end, which has not been written yet. */
        void read();

        /** All is written, and its end. */
        void written();

        /** The source broke off, or was not as long as it was said to be. */
        void sourceBroke(IOException failure);

        /** The sink takes no more. */
        void sinkBroke(IOException failure);
    }

    Pump(StreamSourceChannel source, StreamSinkChannel sink, long length, ByteBufferPool buffers, Ends ends) {
        this(source, null, sink, length, buffers, ends);
    }

    /**
     * @param rewind reads the source, if there is one
     * @param length how long the body is said to be; negative if nobody said
     */
    Pump(
            StreamSourceChannel source,
            @Nullable Rewind rewind,
            StreamSinkChannel sink,
            long length,
            ByteBufferPool buffers,
            Ends ends) {
        this.source = source;
        this.rewind = rewind;
        this.sink = sink;
        this.writing = new WriteInterest(sink);
        this.length = length;
        this.buffers = buffers;
        this.ends = ends;
    }

    void start() {
        source.getReadSetter().set(ready -> move());
        sink.getWriteSetter().set(ready -> move());
        move();
    }

    /** Carries nothing any more. Idempotent. */
    void stop() {
        over = true;
        free();
        source.suspendReads();
        sink.suspendWrites();
    }

    /** {@return whether it waits for something to read} */
    boolean isAwaitingSource() {
        return !over && !atEnd && held == null;
    }

    private void move() {
        for (int pieces = 0; !over; pieces++) {
            if (pieces == MOST_AT_ONCE) {
                source.getIoThread().execute(this::move);
                return;
            }
            if (!(fill() && empty())) {
                return;
            }
        }
    }

    /** {@return whether there is something to write, be it only the end} */
    private boolean fill() {
        if (held != null || atEnd) {
            return true;
        }
        PooledByteBuffer buffer = buffers.allocate();
        held = buffer;
        try {
            read(buffer.getBuffer().clear());
        } catch (IOException broken) {
            stop();
            ends.sourceBroke(broken);
            return false;
        } catch (RuntimeException unexpected) {
            // What is left in the buffer is of others.
            stop();
            throw unexpected;
        }
        if (!buffer.getBuffer().hasRemaining()) {
            free();
        }
        if (held == null && !atEnd) {
            await();
            return false;
        }
        return true;
    }

    /** What the receiver has not seen of what was written before, its head perhaps, does not wait for more. */
    private void await() {
        try {
            writing.set(!sink.flush());
            // Who took the last of it may have stopped it.
            if (!over) {
                source.resumeReads();
            }
        } catch (IOException broken) {
            stop();
            ends.sinkBroke(broken);
        }
    }

    private void read(ByteBuffer piece) throws IOException {
        int count = take(piece);
        while (count > 0 && piece.hasRemaining()) {
            count = take(piece);
        }
        piece.flip();
        carried += piece.remaining();
        if (count < 0) {
            atEnd = true;
        }
        if (length >= 0 && (carried > length || (atEnd && carried < length))) {
            throw new IOException("body is not as long as its head says");
        }
        if (atEnd) {
            ends.read();
        }
        if (piece.hasRemaining()) {
            ends.moved();
        }
    }

    private int take(ByteBuffer piece) throws IOException {
        return rewind == null ? source.read(piece) : rewind.read(source, piece);
    }

    /** {@return whether all is written that was read} */
    private boolean empty() {
        try {
            if (write() && (!atEnd || end())) {
                return true;
            }
        } catch (IOException broken) {
            stop();
            ends.sinkBroke(broken);
            return false;
        }
        source.suspendReads();
        writing.set(true);
        return false;
    }

    private boolean write() throws IOException {
        PooledByteBuffer buffer = held;
        if (buffer == null) {
            return true;
        }
        ByteBuffer piece = buffer.getBuffer();
        while (piece.hasRemaining()) {
            // The end in the same packet, where that can be.
            int count = atEnd ? sink.writeFinal(piece) : sink.write(piece);
            if (count == 0) {
                return false;
            }
            ends.moved();
        }
        ended = atEnd;
        free();
        return true;
    }

    private boolean end() throws IOException {
        if (!ended) {
            ended = true;
            sink.shutdownWrites();
        }
        if (!sink.flush()) {
            return false;
        }
        over = true;
        writing.set(false);
        ends.written();
        return true;
    }

    private void free() {
        if (held != null) {
            held.close();
            held = null;
        }
    }
}
