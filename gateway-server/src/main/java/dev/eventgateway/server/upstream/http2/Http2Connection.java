package dev.eventgateway.server.upstream.http2;

import dev.eventgateway.server.upstream.protocol.Connection;
import dev.eventgateway.server.upstream.protocol.Exchange;
import dev.eventgateway.server.upstream.protocol.RequestHead;
import io.undertow.connector.ByteBufferPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;

/**
 * A connection to a server that speaks HTTP/2, for many requests at once. In the place of Undertow's own, which ends all requests when the
 * server says that it will take no more. Confined to its I/O thread; so are its callbacks.
 */
public final class Http2Connection implements Connection {

    /** What to offer to a server by ALPN. */
    public static final String PROTOCOL = "h2";

    private final ByteBufferPool buffers;
    private final Session session;
    private Runnable whenChanged = () -> {};
    private Runnable whenClosed = () -> {};
    private @Nullable Opening awaiting;

    private Http2Connection(StreamConnection transport, ByteBufferPool buffers, int most, Opening opening) {
        this.buffers = buffers;
        this.awaiting = opening;
        this.session = new Session(transport, most, new Told());
    }

    /**
     * {@return the connection on which HTTP/2 has begun}
     *
     * @param early what has been read already
     * @param most how many requests are ever made at once
     * @param opening is given the connection when the server has said how it wants to speak
     */
    public static Http2Connection open(
            StreamConnection transport, ByteBuffer early, ByteBufferPool buffers, int most, Opening opening) {
        Http2Connection connection = new Http2Connection(transport, buffers, most, opening);
        connection.session.start(early);
        return connection;
    }

    private final class Told implements Session.Observer {

        @Override
        public void ready() {
            tell(opening -> opening.opened(Http2Connection.this));
        }

        @Override
        public void changed() {
            whenChanged.run();
        }

        @Override
        public void closed(IOException cause) {
            tell(opening -> opening.failed(cause));
            whenClosed.run();
        }

        private void tell(Consumer<Opening> news) {
            Opening opening = awaiting;
            awaiting = null;
            if (opening != null) {
                news.accept(opening);
            }
        }
    }

    /** {@return how many requests may be under way at once; zero if there may be no more} */
    @Override
    public int most() {
        return session.most();
    }

    /** Runs {@code changed} whenever {@link #most} may have become another. */
    public void whenChanged(Runnable changed) {
        whenChanged = changed;
    }

    @Override
    public @Nullable Exchange begin(RequestHead head, Exchange.Listener listener) {
        return session.open(head, listener);
    }

    @Override
    public boolean isOpen() {
        return session.isServing();
    }

    @Override
    public void whenClosed(Runnable closed) {
        whenClosed = closed;
    }

    @Override
    public ByteBufferPool buffers() {
        return buffers;
    }

    @Override
    public void close() {
        session.close();
    }
}
