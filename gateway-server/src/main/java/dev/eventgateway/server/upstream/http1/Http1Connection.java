package dev.eventgateway.server.upstream.http1;

import dev.eventgateway.server.upstream.protocol.Connection;
import dev.eventgateway.server.upstream.protocol.Exchange;
import dev.eventgateway.server.upstream.protocol.RequestHead;
import dev.eventgateway.server.upstream.protocol.WriteInterest;
import io.undertow.connector.ByteBufferPool;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;

/**
 * A connection to a server that speaks HTTP/1.1, for one request after the other. Confined to its I/O thread.
 *
 * <p>It is read all the time, in the selector too: what comes between two requests, be it the end, ends it.
 */
public final class Http1Connection implements Connection {

    private final StreamConnection transport;
    private final ByteBufferPool buffers;
    private final Input input;
    private final WriteInterest writing;

    private Runnable whenClosed = () -> {};
    private @Nullable Http1Exchange current;
    private boolean readsResumed;
    private boolean closed;

    private Http1Connection(StreamConnection transport, ByteBufferPool buffers) {
        this.transport = transport;
        this.buffers = buffers;
        this.input = new Input(transport.getSourceChannel(), buffers);
        this.writing = new WriteInterest(transport.getSinkChannel());
    }

    /** {@return the connection on which HTTP/1.1 has begun} */
    public static Http1Connection open(StreamConnection transport, ByteBufferPool buffers) {
        Http1Connection connection = new Http1Connection(transport, buffers);
        transport.getSourceChannel().getReadSetter().set(readable -> connection.readable());
        transport.getSinkChannel().getWriteSetter().set(writable -> connection.writable());
        // Not at once: TLS that breaks closes itself within a read or a write, which says then why.
        transport.getCloseSetter().set(gone -> connection.later(connection::close));
        connection.resumeReads();
        return connection;
    }

    @Override
    public @Nullable Exchange begin(RequestHead head, Exchange.Listener listener) {
        if (closed || current != null) {
            return null;
        }
        Http1Exchange begun = new Http1Exchange(this, transport.getSinkChannel(), head, listener);
        current = begun;
        begun.start();
        return closed ? null : begun;
    }

    private void readable() {
        try {
            if (current != null) {
                current.readable();
            } else if (input.fill() != 0) {
                close();
            }
        } catch (IOException broken) {
            close(broken);
        } catch (RuntimeException unexpected) {
            close(new IOException(unexpected));
            throw unexpected;
        }
    }

    private void writable() {
        if (current != null) {
            current.writable();
        } else {
            writing.set(false);
        }
    }

    /** An answer is read to its end. What stands behind it already, be it the end, would be taken for the next one's. */
    void ended(Http1Exchange exchange, boolean reusable) {
        if (current != exchange) {
            return;
        }
        if (reusable && isSilent()) {
            current = null;
            resumeReads();
        } else {
            close();
        }
    }

    private boolean isSilent() {
        try {
            return input.isSilent();
        } catch (IOException broken) {
            return false;
        }
    }

    /** Of an answer the rest cannot be read. */
    void broke(Http1Exchange exchange, IOException cause) {
        if (current == exchange) {
            close(cause);
        }
    }

    /** Nobody waits for the answer. */
    void cancel(Http1Exchange exchange) {
        if (current == exchange) {
            close();
        }
    }

    Input input() {
        return input;
    }

    XnioIoThread thread() {
        return transport.getIoThread();
    }

    /** Reads on for that exchange, unless it is over. */
    void resumeReads(Http1Exchange exchange) {
        if (current == exchange) {
            resumeReads();
        }
    }

    /** Not more often than it changes: it costs. */
    private void resumeReads() {
        if (!readsResumed) {
            readsResumed = true;
            transport.getSourceChannel().resumeReads();
        }
    }

    /** Reads no more for now. */
    void suspendReads() {
        readsResumed = false;
        transport.getSourceChannel().suspendReads();
    }

    /** Tells that exchange when it can write, or does not, unless it is over: then it is for the next one to say. */
    void resumeWrites(Http1Exchange exchange, boolean resumed) {
        if (current == exchange) {
            writing.set(resumed);
        }
    }

    /** Never, if the thread is about to end. */
    void later(Runnable task) {
        try {
            thread().execute(task);
        } catch (RejectedExecutionException ending) {
            // So are all who would be told.
        }
    }

    @Override
    public int most() {
        return 1;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void whenClosed(Runnable told) {
        whenClosed = told;
    }

    @Override
    public ByteBufferPool buffers() {
        return buffers;
    }

    @Override
    public void close() {
        close(new ClosedChannelException());
    }

    private void close(IOException cause) {
        if (closed) {
            return;
        }
        closed = true;
        Http1Exchange cut = current;
        current = null;
        input.free();
        IoUtils.safeClose(transport);
        if (cut != null) {
            cut.fail(cause);
        }
        whenClosed.run();
    }
}
