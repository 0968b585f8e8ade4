package dev.eventgateway.server.upstream.http2;

import dev.eventgateway.server.upstream.protocol.SinkConduit;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where the body of a request is written. Takes no more than the server and the connection have room for. */
final class RequestConduit extends SinkConduit {

    private final Http2Exchange exchange;
    private final Session session;

    private @Nullable IOException failure;
    private int window;
    private boolean ended;
    private boolean resumed;
    private boolean signalled;

    RequestConduit(Http2Exchange exchange, Session session, int window) {
        super(session.thread());
        this.exchange = exchange;
        this.session = session;
        this.window = window;
    }

    /**
     * The server allows so much more, or less.
     *
     * @return whether it may
     */
    boolean widen(int bytes) {
        if ((long) window + bytes > Integer.MAX_VALUE) {
            return false;
        }
        window += bytes;
        signal();
        return true;
    }

    boolean isEnded() {
        return ended;
    }

    /** There is no body. */
    void endWithHead() {
        ended = true;
    }

    /** The server takes no more. */
    void fail(IOException cause) {
        failure = cause;
        signal();
    }

    @Override
    protected int write(ByteBuffer from, boolean last) throws IOException {
        check();
        int before = from.remaining();
        while (from.hasRemaining()) {
            int count = Math.min(Math.min(from.remaining(), Wire.MAX_PAYLOAD), room());
            if (count <= 0) {
                return before - from.remaining();
            }
            window -= count;
            boolean end = last && count == from.remaining() && !exchange.hasTrailers();
            session.data(exchange, from.slice(from.position(), count), end);
            from.position(from.position() + count);
            if (end) {
                ended();
            }
        }
        if (last && !ended) {
            terminateWrites();
        }
        return before;
    }

    private int room() {
        return Math.min(window, session.room());
    }

    private void check() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        if (ended) {
            throw new IOException("the request is at its end");
        }
    }

    @Override
    public void terminateWrites() throws IOException {
        if (ended) {
            return;
        }
        check();
        session.end(exchange);
        check();
        ended();
    }

    private void ended() {
        ended = true;
        exchange.requestEnded();
    }

    @Override
    public void truncateWrites() {
        exchange.cancel();
    }

    /** All that was taken is as good as sent: there is never much of it. */
    @Override
    public boolean flush() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        return true;
    }

    @Override
    public boolean isWriteShutdown() {
        return ended || failure != null;
    }

    @Override
    public void resumeWrites() {
        resumed = true;
        signal();
    }

    @Override
    public void suspendWrites() {
        resumed = false;
    }

    @Override
    public boolean isWriteResumed() {
        return resumed;
    }

    private void signal() {
        if (!resumed || signalled) {
            return;
        }
        if (failure != null || room() > 0) {
            signalled = true;
            getWriteThread().execute(this::run);
        } else if (window > 0) {
            session.awaitRoom(this);
        }
    }

    /** There may be room now. */
    void run() {
        signalled = false;
        if (resumed) {
            // Of a failure it is told once, and of its own end: else the thread would do nothing but tell it.
            resumed = failure == null && !ended;
            tellWriter();
            signal();
        }
    }
}
