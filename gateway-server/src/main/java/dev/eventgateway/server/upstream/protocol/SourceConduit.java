package dev.eventgateway.server.upstream.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSourceConduit;

/** What is the same of all bodies that are read: all but how. */
public abstract class SourceConduit implements StreamSourceConduit {

    private final XnioIoThread thread;
    private @Nullable ReadReadyHandler handler;

    /** Read on that thread only. */
    protected SourceConduit(XnioIoThread thread) {
        this.thread = thread;
    }

    /** Tells the reader, if there is one. */
    protected final void tellReader() {
        if (handler != null) {
            handler.readReady();
        }
    }

    @Override
    public final void setReadReadyHandler(ReadReadyHandler given) {
        handler = given;
    }

    @Override
    public final long read(ByteBuffer[] to, int offset, int length) throws IOException {
        long count = 0;
        for (int at = offset; at < offset + length; at++) {
            int more = read(to[at]);
            if (more < 0) {
                return count == 0 ? -1 : count;
            }
            count += more;
        }
        return count;
    }

    @Override
    public final long transferTo(long position, long count, FileChannel target) throws IOException {
        return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
    }

    @Override
    public final long transferTo(long count, ByteBuffer through, StreamSinkChannel target) throws IOException {
        return IoUtils.transfer(new ConduitReadableByteChannel(this), count, through, target);
    }

    @Override
    public final void wakeupReads() {
        resumeReads();
    }

    @Override
    public final void awaitReadable() {
        throw new UnsupportedOperationException("nobody may block an I/O thread");
    }

    @Override
    public final void awaitReadable(long time, TimeUnit unit) {
        awaitReadable();
    }

    @Override
    public final XnioIoThread getReadThread() {
        return thread;
    }

    @Override
    public final XnioWorker getWorker() {
        return thread.getWorker();
    }
}
