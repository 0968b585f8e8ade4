package dev.eventgateway.server.upstream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.EmptyStreamSourceConduit;
import org.xnio.conduits.NullStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;

/** A connection to a server that is in memory: it says what it is told to. As a selector does, it tells of what can be done until it is done. */
public final class MemoryTransport extends StreamConnection {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final InlineThread tasks;
    private final int taking;
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private ByteBuffer said = NOTHING;
    private boolean atEnd;
    private boolean readsResumed;
    private boolean writesResumed;
    private int room;
    private int heard;
    private int mostOffered;

    /**
     * It goes on as its thread is told to.
     *
     * @param taking how many bytes it takes before it has to be awaited again
     */
    public MemoryTransport(InlineThread thread, int taking) {
        super(thread);
        this.tasks = thread;
        this.taking = taking;
        this.room = taking;
        setSourceConduit(new Source());
        setSinkConduit(new Sink());
    }

    /** Says that, and lets the other side do what it wants to do about it. */
    public void say(ByteBuffer piece) {
        said = said.hasRemaining() ? join(said, piece) : piece.duplicate();
        run();
    }

    private static ByteBuffer join(ByteBuffer one, ByteBuffer other) {
        return ByteBuffer.allocate(one.remaining() + other.remaining())
                .put(one)
                .put(other.duplicate())
                .flip();
    }

    /** Says nothing any more. */
    public void end() {
        atEnd = true;
        run();
    }

    /** Lets the other side do what it wants to do, until it wants nothing any more. */
    public void run() {
        tasks.runAll();
        while (isOpen() && (lookWritable() || lookReadable())) {
            tasks.runAll();
        }
    }

    /** {@return whether somebody was told} Not by its conduit: what fails there is only logged. */
    private boolean lookReadable() {
        if (!readsResumed || !(said.hasRemaining() || atEnd)) {
            return false;
        }
        int before = said.remaining();
        ConduitStreamSourceChannel source = getSourceChannel();
        source.getReadListener().handleEvent(source);
        tasks.runAll();
        if (said.remaining() == before && readsResumed && isOpen()) {
            throw new AssertionError(before + " bytes that nobody reads");
        }
        return true;
    }

    /** {@return whether somebody was told} */
    private boolean lookWritable() {
        if (!writesResumed || taking == 0) {
            return false;
        }
        room = taking;
        int before = taken.size();
        ConduitStreamSinkChannel sink = getSinkChannel();
        sink.getWriteListener().handleEvent(sink);
        tasks.runAll();
        if (taken.size() == before && writesResumed && isOpen()) {
            throw new AssertionError("room that nobody uses");
        }
        return true;
    }

    public byte[] taken() {
        return taken.toByteArray();
    }

    /** {@return how many bytes that it said were read} */
    public int heard() {
        return heard;
    }

    /** {@return how many bytes were to be sent at once, at most} */
    public int mostOffered() {
        return mostOffered;
    }

    private final class Source extends AbstractStreamSourceConduit<StreamSourceConduit> {

        Source() {
            super(new EmptyStreamSourceConduit(tasks));
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            checkOpen();
            if (!said.hasRemaining()) {
                return atEnd ? -1 : 0;
            }
            int count = Math.min(to.remaining(), said.remaining());
            to.put(said.slice(said.position(), count));
            said.position(said.position() + count);
            heard += count;
            return count;
        }

        @Override
        public void resumeReads() {
            readsResumed = true;
        }

        @Override
        public void suspendReads() {
            readsResumed = false;
        }
    }

    private final class Sink extends AbstractStreamSinkConduit<StreamSinkConduit> {

        Sink() {
            super(new NullStreamSinkConduit(tasks));
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            checkOpen();
            mostOffered = Math.max(mostOffered, from.remaining());
            int count = Math.min(room, from.remaining());
            byte[] bytes = new byte[count];
            from.get(bytes);
            taken.write(bytes, 0, count);
            room -= taking == Integer.MAX_VALUE ? 0 : count;
            return count;
        }

        @Override
        public long write(ByteBuffer[] from, int offset, int length) throws IOException {
            long count = 0;
            for (int at = offset; at < offset + length; at++) {
                count += write(from[at]);
            }
            return count;
        }

        @Override
        public void resumeWrites() {
            writesResumed = true;
        }

        @Override
        public void suspendWrites() {
            writesResumed = false;
        }
    }

    private void checkOpen() throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public SocketAddress getPeerAddress() {
        throw new UnsupportedOperationException("nobody is there");
    }

    @Override
    public SocketAddress getLocalAddress() {
        throw new UnsupportedOperationException("nobody is there");
    }
}
