package dev.eventgateway.server.upstream.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.ConduitWritableByteChannel;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.WriteReadyHandler;

/** What is the same of all bodies that are written: all but how. */
public abstract class SinkConduit implements StreamSinkConduit {

    private final XnioIoThread thread;
    private @Nullable WriteReadyHandler handler;

    /** Written on that thread only. */
    protected SinkConduit(XnioIoThread thread) {
        this.thread = thread;
    }

    /** {@return how much of it was written; if that is all, the end too} */
    protected abstract int write(ByteBuffer from, boolean last) throws IOException;

    /** Tells the writer, if there is one. */
    protected final void tellWriter() {
        if (handler != null) {
            handler.writeReady();
        }
    }

    @Override
    public final void setWriteReadyHandler(WriteReadyHandler given) {
        handler = given;
    }

    @Override
    public final int write(ByteBuffer from) throws IOException {
        return write(from, false);
    }

    @Override
    public final int writeFinal(ByteBuffer from) throws IOException {
        return write(from, true);
    }

    @Override
    public final long write(ByteBuffer[] from, int offset, int length) throws IOException {
        long count = 0;
        for (int at = offset; at < offset + length; at++) {
            count += write(from[at]);
            if (from[at].hasRemaining()) {
                break;
            }
        }
        return count;
    }

    @Override
    public final long writeFinal(ByteBuffer[] from, int offset, int length) throws IOException {
        long count = write(from, offset, length);
        if (length == 0 || !from[offset + length - 1].hasRemaining()) {
            terminateWrites();
        }
        return count;
    }

    @Override
    public final long transferFrom(FileChannel source, long position, long count) throws IOException {
        return source.transferTo(position, count, new ConduitWritableByteChannel(this));
    }

    @Override
    public final long transferFrom(StreamSourceChannel source, long count, ByteBuffer through) throws IOException {
        return IoUtils.transfer(source, count, through, new ConduitWritableByteChannel(this));
    }

    @Override
    public final void wakeupWrites() {
        resumeWrites();
    }

    @Override
    public final void awaitWritable() {
        throw new UnsupportedOperationException("nobody may block an I/O thread");
    }

    @Override
    public final void awaitWritable(long time, TimeUnit unit) {
        awaitWritable();
    }

    @Override
    public final XnioIoThread getWriteThread() {
        return thread;
    }

    @Override
    public final XnioWorker getWorker() {
        return thread.getWorker();
    }
}
