package dev.eventgateway.server.upstream;

import dev.eventgateway.server.upstream.Target.Origin;
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
import javax.net.ssl.SSLContext;
import org.xnio.IoFuture;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.ssl.SslConnection;
import org.xnio.ssl.XnioSsl;

/** Opens HTTP/1.1 connections with Undertow's client, to addresses: so it never looks a name up. */
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

    private final ByteBufferPool buffers;
    private final XnioSsl tls;

    Connector(Xnio xnio, ByteBufferPool buffers, SSLContext trust) {
        this.buffers = buffers;
        this.tls = new UndertowXnioSsl(xnio, OptionMap.EMPTY, buffers, trust);
    }

    /** Opens a connection that lives on {@code thread}; calls {@code callback} there, exactly once. */
    void connect(XnioIoThread thread, Origin origin, InetAddress address, ClientCallback<ClientConnection> callback) {
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
    private void connectSecurely(
            XnioIoThread thread, Origin origin, InetAddress address, ClientCallback<ClientConnection> callback)
            throws UnknownHostException, URISyntaxException {
        InetAddress named = InetAddress.getByAddress(origin.host(), address.getAddress());
        URI uri = uri(address, origin);
        tls.openSslConnection(
                        thread,
                        new InetSocketAddress(named, origin.port()),
                        connection -> speakHttp(connection, uri, callback),
                        TLS_OPTIONS)
                .addNotifier(
                        (future, unused) -> {
                            if (future.getStatus() == IoFuture.Status.FAILED) {
                                callback.failed(future.getException());
                            }
                        },
                        null);
    }

    private void speakHttp(SslConnection connection, URI uri, ClientCallback<ClientConnection> callback) {
        try {
            connection.startHandshake();
            HttpClientProvider.alpnProtocol(callback, uri, buffers, TLS_OPTIONS)
                    .getSelected()
                    .handleEvent(connection);
        } catch (IOException failure) {
            callback.failed(failure);
        }
    }
}
