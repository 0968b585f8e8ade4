package dev.eventgateway.server.upstream;

import dev.eventgateway.server.upstream.Target.Origin;
import dev.eventgateway.server.upstream.http2.Http2Connection;
import io.undertow.UndertowOptions;
import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.UndertowClient;
import io.undertow.client.http.HttpClientProvider;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import org.xnio.IoFuture;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.ssl.SslConnection;
import org.xnio.ssl.XnioSsl;

/**
 * Opens connections, to addresses: so it never looks a name up. They speak HTTP/2 if a function chooses that over TLS, else HTTP/1.1, with
 * Undertow's client.
 */
final class Connector {

    private static final OptionMap OPTIONS = OptionMap.builder()
            .set(Options.TCP_NODELAY, true)
            // Counts bytes: what was never sent may be sent again.
            .set(UndertowOptions.ENABLE_STATISTICS, true)
            .getMap();

    private static final OptionMap TLS_OPTIONS = OptionMap.builder()
            .addAll(OPTIONS)
            .set(Options.SSL_STARTTLS, true)
            .set(UndertowOptions.ENDPOINT_IDENTIFICATION_ALGORITHM, "HTTPS")
            .getMap();

    /** Who waits for a connection. */
    interface Waiting extends ClientCallback<ClientConnection> {

        /** The connection is there, but not ready; closing {@code begun} ends that with a failure. */
        void preparing(AutoCloseable begun);
    }

    private final ByteBufferPool buffers;
    private final int callsAtOnce;
    private final XnioSsl tls;

    /**
     * @param callsAtOnce how many calls may be under way on one connection, where its protocol allows more than one
     */
    Connector(Xnio xnio, ByteBufferPool buffers, int callsAtOnce, SSLContext trust) {
        this.buffers = buffers;
        this.callsAtOnce = callsAtOnce;
        // With buffers of its own: into one of 16 KiB a whole record of TLS does not fit, and then it tries without
        // end.
        this.tls = new UndertowXnioSsl(xnio, OptionMap.EMPTY, trust);
    }

    /** Opens a connection that lives on {@code thread}; calls {@code callback} there, exactly once. */
    void connect(XnioIoThread thread, Origin origin, InetAddress address, Waiting callback) {
        try {
            if (origin.secure()) {
                connectSecurely(thread, origin, address, callback);
            } else {
                UndertowClient.getInstance().connect(callback, uri(address, origin), thread, null, buffers, OPTIONS);
            }
        } catch (IOException | URISyntaxException | RuntimeException failure) {
            callback.failed(new IOException(failure));
        }
    }

    private static URI uri(InetAddress address, Origin origin) throws URISyntaxException {
        return new URI("http", null, address.getHostAddress(), origin.port(), null, null, null);
    }

    /** Not by {@code UndertowClient.connect}, which for TLS makes two clients of one connection. */
    private void connectSecurely(XnioIoThread thread, Origin origin, InetAddress address, Waiting callback)
            throws UnknownHostException, URISyntaxException {
        InetAddress named = InetAddress.getByAddress(origin.host(), address.getAddress());
        URI uri = uri(address, origin);
        tls.openSslConnection(
                        thread,
                        new InetSocketAddress(named, origin.port()),
                        connection -> handshake(connection, uri, callback),
                        TLS_OPTIONS)
                .addNotifier(
                        (future, unused) -> {
                            if (future.getStatus() == IoFuture.Status.FAILED) {
                                callback.failed(future.getException());
                            }
                        },
                        null);
    }

    private void handshake(SslConnection connection, URI uri, Waiting callback) {
        Handshake handshake = new Handshake(connection, new Protocols(uri, callback), callback);
        callback.preparing(handshake);
        handshake.start();
    }

    private final class Protocols implements Handshake.Protocols {

        private final URI uri;
        private final Waiting callback;

        Protocols(URI uri, Waiting callback) {
            this.uri = uri;
            this.callback = callback;
        }

        @Override
        public void http1(SslConnection connection) {
            HttpClientProvider.alpnProtocol(callback, uri, buffers, TLS_OPTIONS)
                    .getSelected()
                    .handleEvent(connection);
        }

        @Override
        public void http2(SslConnection connection, ByteBuffer early) {
            callback.preparing(Http2Connection.open(connection, early, buffers, callsAtOnce, callback));
        }
    }
}
