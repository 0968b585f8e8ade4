package dev.eventgateway.server.upstream.http2;

import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientRequest;
import io.undertow.client.ClientStatistics;
import io.undertow.connector.ByteBufferPool;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.Option;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

/**
 * A connection to a server that speaks HTTP/2, for many requests at once. In the place of Undertow's own, which ends all requests when the
 * server says that it will take no more. Confined to its I/O thread; so are its callbacks.
 */
public final class Http2Connection implements ClientConnection {

    /** What to offer to a server by ALPN. */
    public static final String PROTOCOL = "h2";

    private final StreamConnection transport;
    private final ByteBufferPool buffers;
    private final Session session;
    private final ChannelListener.SimpleSetter<Http2Connection> closeSetter = new ChannelListener.SimpleSetter<>();
    private final List<ChannelListener<ClientConnection>> closeListeners = new ArrayList<>();
    private Runnable whenChanged = () -> {};
    private @Nullable ClientCallback<ClientConnection> awaiting;

    private Http2Connection(
            StreamConnection transport, ByteBufferPool buffers, int most, ClientCallback<ClientConnection> callback) {
        this.transport = transport;
        this.buffers = buffers;
        this.awaiting = callback;
        this.session = new Session(this, transport, most, new Told());
    }

    /**
     * {@return the connection on which HTTP/2 has begun}
     *
     * @param early what has been read already
     * @param most how many requests are ever made at once
     * @param callback is given the connection when the server has said how it wants to speak; called exactly once
     */
    public static Http2Connection open(
            StreamConnection transport,
            ByteBuffer early,
            ByteBufferPool buffers,
            int most,
            ClientCallback<ClientConnection> callback) {
        Http2Connection connection = new Http2Connection(transport, buffers, most, callback);
        connection.session.start(early);
        return connection;
    }

    private final class Told implements Session.Observer {

        @Override
        public void ready() {
            tell(callback -> callback.completed(Http2Connection.this));
        }

        @Override
        public void changed() {
            whenChanged.run();
        }

        @Override
        public void closed(IOException cause) {
            tell(callback -> callback.failed(cause));
            ChannelListener<? super Http2Connection> listener = closeSetter.get();
            if (listener != null) {
                listener.handleEvent(Http2Connection.this);
            }
            List.copyOf(closeListeners).forEach(each -> each.handleEvent(Http2Connection.this));
        }

        private void tell(Consumer<ClientCallback<ClientConnection>> news) {
            ClientCallback<ClientConnection> callback = awaiting;
            awaiting = null;
            if (callback != null) {
                news.accept(callback);
            }
        }
    }

    /** {@return how many requests may be under way at once; zero if there may be no more} */
    public int most() {
        return session.most();
    }

    /** Runs {@code changed} whenever {@link #most} may have become another. */
    public void whenChanged(Runnable changed) {
        whenChanged = changed;
    }

    /** Makes a request; a body follows if its head tells of one, else it is at its end. */
    @Override
    public void sendRequest(ClientRequest request, ClientCallback<ClientExchange> callback) {
        HeaderMap headers = request.getRequestHeaders();
        boolean hasBody = headers.contains(Headers.CONTENT_LENGTH)
                ? !"0".equals(headers.getFirst(Headers.CONTENT_LENGTH))
                : headers.contains(Headers.TRANSFER_ENCODING);
        headers.put(PseudoHeaders.METHOD, request.getMethod().toString());
        headers.put(PseudoHeaders.SCHEME, "https");
        headers.put(PseudoHeaders.AUTHORITY, headers.getFirst(Headers.HOST));
        headers.put(PseudoHeaders.PATH, request.getPath());
        headers.remove(Headers.HOST);
        Http2Exchange exchange = session.open(request, hasBody);
        if (exchange == null) {
            callback.failed(new ClosedChannelException());
        } else {
            callback.completed(exchange);
        }
    }

    /** {@return whether requests may be made, perhaps not now} */
    @Override
    public boolean isOpen() {
        return session.isServing();
    }

    /** At once, with all requests that are under way. */
    @Override
    public void close() {
        session.close();
    }

    @Override
    public boolean isMultiplexingSupported() {
        return true;
    }

    @Override
    public ByteBufferPool getBufferPool() {
        return buffers;
    }

    @Override
    public XnioIoThread getIoThread() {
        return transport.getIoThread();
    }

    @Override
    public XnioWorker getWorker() {
        return transport.getWorker();
    }

    @Override
    public void addCloseListener(ChannelListener<ClientConnection> listener) {
        closeListeners.add(listener);
    }

    @Override
    public ChannelListener.Setter<? extends ClientConnection> getCloseSetter() {
        return closeSetter;
    }

    @Override
    public SocketAddress getPeerAddress() {
        return transport.getPeerAddress();
    }

    @Override
    public <A extends SocketAddress> A getPeerAddress(Class<A> type) {
        return transport.getPeerAddress(type);
    }

    @Override
    public SocketAddress getLocalAddress() {
        return transport.getLocalAddress();
    }

    @Override
    public <A extends SocketAddress> A getLocalAddress(Class<A> type) {
        return transport.getLocalAddress(type);
    }

    @Override
    public boolean supportsOption(Option<?> option) {
        return false;
    }

    @Override
    public <T> @Nullable T getOption(Option<T> option) {
        return null;
    }

    @Override
    public <T> @Nullable T setOption(Option<T> option, T value) {
        return null;
    }

    @Override
    public StreamConnection performUpgrade() throws IOException {
        throw new IOException("there is nothing above HTTP/2");
    }

    @Override
    public boolean isUpgraded() {
        return false;
    }

    @Override
    public boolean isUpgradeSupported() {
        return false;
    }

    @Override
    public boolean isPushSupported() {
        return false;
    }

    /** {@return null: nothing is counted} */
    @Override
    public @Nullable ClientStatistics getStatistics() {
        return null;
    }
}
