package dev.eventgateway.server.upstream.http2;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.EmptyStreamSourceConduit;
import org.xnio.conduits.NullStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;

/** A connection to a server that is in memory: it says what it is told to, and takes all that it is sent, or nothing. */
final class MemoryTransport extends StreamConnection {

    private final InlineThread tasks;
    private final boolean takesAll;
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private ByteBuffer said = ByteBuffer.allocate(0);
    private boolean atEnd;
    private int mostOffered;

    MemoryTransport(InlineThread thread, boolean takesAll) {
        super(thread);
        tasks = thread;
        this.takesAll = takesAll;
        setSourceConduit(new Source());
        setSinkConduit(new Sink());
    }

    /** Says that, and lets the other side do what it wants to do about it. */
    void say(ByteBuffer piece) {
        said = piece;
        do {
            int before = said.remaining();
            look();
            if (before > 0 && said.remaining() == before && isOpen()) {
                throw new AssertionError(before + " bytes that nobody reads");
            }
        } while (said.hasRemaining() && isOpen());
    }

    void end() {
        atEnd = true;
        look();
    }

    /** Not by its conduit: what fails there is only logged. */
    private void look() {
        ConduitStreamSourceChannel source = getSourceChannel();
        source.getReadListener().handleEvent(source);
        tasks.runAll();
    }

    byte[] taken() {
        return taken.toByteArray();
    }

    /** {@return how many bytes were to be sent at once, at most} */
    int mostOffered() {
        return mostOffered;
    }

    private final class Source extends AbstractStreamSourceConduit<StreamSourceConduit> {

        Source() {
            super(new EmptyStreamSourceConduit(tasks));
        }

        @Override
        public int read(ByteBuffer to) {
            if (!said.hasRemaining()) {
                return atEnd ? -1 : 0;
            }
            int count = Math.min(to.remaining(), said.remaining());
            to.put(said.slice(said.position(), count));
            said.position(said.position() + count);
            return count;
        }

        @Override
        public void resumeReads() {
            // Who says something looks.
        }
    }

    private final class Sink extends AbstractStreamSinkConduit<StreamSinkConduit> {

        Sink() {
            super(new NullStreamSinkConduit(tasks));
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            mostOffered = Math.max(mostOffered, from.remaining());
            if (!takesAll) {
                return 0;
            }
            int count = from.remaining();
            taken.write(from.array(), from.arrayOffset() + from.position(), count);
            from.position(from.limit());
            return count;
        }

        @Override
        public void resumeWrites() {
            // It is as ready as it will ever be.
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
