package dev.eventgateway.server.upstream;

import dev.eventgateway.server.upstream.Target.Origin;
import dev.eventgateway.server.upstream.http1.Http1Connection;
import dev.eventgateway.server.upstream.http2.Http2Connection;
import dev.eventgateway.server.upstream.protocol.Connection;
import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.xnio.IoFuture;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.ssl.SslConnection;
import org.xnio.ssl.XnioSsl;

/**
 * Opens connections, to addresses: so it never looks a name up. They speak HTTP/2 if a function chooses that over TLS, else
 * HTTP/1.1.
 */
final class Connector {

    private static final CompletableFuture<Boolean> PLAIN = CompletableFuture.completedFuture(true);

    private static final OptionMap OPTIONS = OptionMap.create(Options.TCP_NODELAY, true);

    private static final OptionMap TLS_OPTIONS = OptionMap.builder()
            .addAll(OPTIONS)
            .set(Options.SSL_STARTTLS, true)
            .set(UndertowOptions.ENDPOINT_IDENTIFICATION_ALGORITHM, "HTTPS")
            .getMap();

    /** Who waits for a connection. */
    interface Waiting extends Connection.Opening {

        /** The connection is there, but not ready; closing {@code begun} ends that with a failure. */
        void preparing(AutoCloseable begun);
    }

    private final ByteBufferPool buffers;
    private final int callsAtOnce;
    private final Xnio xnio;
    private final Supplier<SSLContext> trust;
    private final Executor blocking;
    private @Nullable CompletableFuture<XnioSsl> tls;

    /**
     * @param callsAtOnce how many calls may be under way on one connection, where its protocol allows more than one
     * @param trust is asked with the first connection over TLS: what the JDK trusts takes it long to read
     * @param blocking where that may take its time
     */
    Connector(Xnio xnio, ByteBufferPool buffers, int callsAtOnce, Supplier<SSLContext> trust, Executor blocking) {
        this.xnio = xnio;
        this.buffers = buffers;
        this.callsAtOnce = callsAtOnce;
        this.trust = trust;
        this.blocking = blocking;
    }

    /** {@return when connections to {@code origin} can be opened} Never long before one is wanted: it is work. */
    CompletionStage<?> ready(Origin origin) {
        return origin.secure() ? tls() : PLAIN;
    }

    private synchronized CompletableFuture<XnioSsl> tls() {
        if (tls == null || tls.isCompletedExceptionally()) {
            tls = begun();
        }
        return tls;
    }

    /** With buffers of its own: into one of 16 KiB a whole record of TLS does not fit, and then it tries without end. */
    private CompletableFuture<XnioSsl> begun() {
        try {
            return CompletableFuture.supplyAsync(
                    () -> new UndertowXnioSsl(xnio, OptionMap.EMPTY, trust.get()), blocking);
        } catch (RejectedExecutionException busy) {
            return CompletableFuture.failedFuture(busy);
        }
    }

    /** Opens a connection that lives on {@code thread}, once it is {@linkplain #ready ready}; tells {@code waiting} there. */
    void connect(XnioIoThread thread, Origin origin, InetAddress address, Waiting waiting) {
        try {
            if (origin.secure()) {
                connectSecurely(thread, origin, address, waiting);
            } else {
                connectPlainly(thread, new InetSocketAddress(address, origin.port()), waiting);
            }
        } catch (UnknownHostException | RuntimeException failure) {
            waiting.failed(new IOException(failure));
        }
    }

    private void connectPlainly(XnioIoThread thread, InetSocketAddress address, Waiting waiting) {
        failing(thread.openStreamConnection(address, connection -> http1(connection, waiting), OPTIONS), waiting);
    }

    private void http1(StreamConnection connection, Waiting waiting) {
        waiting.opened(Http1Connection.open(connection, buffers));
    }

    private static void failing(IoFuture<?> connection, Waiting waiting) {
        connection.addNotifier(
                (future, unused) -> {
                    if (future.getStatus() == IoFuture.Status.FAILED) {
                        waiting.failed(future.getException());
                    }
                },
                null);
    }

    /** What it speaks is known after the handshake. */
    private void connectSecurely(XnioIoThread thread, Origin origin, InetAddress address, Waiting waiting)
            throws UnknownHostException {
        InetAddress named = InetAddress.getByAddress(origin.host(), address.getAddress());
        failing(
                tls().join()
                        .openSslConnection(
                                thread,
                                new InetSocketAddress(named, origin.port()),
                                connection -> handshake(connection, waiting),
                                TLS_OPTIONS),
                waiting);
    }

    private void handshake(SslConnection connection, Waiting waiting) {
        Handshake handshake = new Handshake(connection, new Protocols(waiting), waiting);
        waiting.preparing(handshake);
        handshake.start();
    }

    private final class Protocols implements Handshake.Protocols {

        private final Waiting waiting;

        Protocols(Waiting waiting) {
            this.waiting = waiting;
        }

        @Override
        public void http1(SslConnection connection) {
            Connector.this.http1(connection, waiting);
        }

        @Override
        public void http2(SslConnection connection, ByteBuffer early) {
            waiting.preparing(Http2Connection.open(connection, early, buffers, callsAtOnce, waiting));
        }
    }
}
