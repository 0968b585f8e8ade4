package dev.eventgateway.server.upstream;

import dev.eventgateway.server.upstream.http2.Http2Connection;
import dev.eventgateway.server.upstream.protocol.Connection;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.ssl.SslConnection;

/** What happens on a connection before a function is known, by its certificate, and has chosen by ALPN how to speak. Confined to its I/O thread. */
final class Handshake implements AutoCloseable {

    private static final String HTTP_1_1 = "http/1.1";

    /** Who goes on from there. */
    interface Protocols {

        /** Speaks HTTP/1.1. */
        void http1(SslConnection connection);

        /** Speaks HTTP/2; {@code early} has been read already. */
        void http2(SslConnection connection, ByteBuffer early);
    }

    private final SslConnection connection;
    private final SSLEngine engine;
    private final Protocols protocols;
    private final Connection.Opening opening;
    private boolean done;
    private boolean over;

    /**
     * @param opening is told if it fails
     */
    Handshake(SslConnection connection, Protocols protocols, Connection.Opening opening) {
        this.connection = connection;
        this.engine = UndertowXnioSsl.getSslEngine(connection);
        this.protocols = protocols;
        this.opening = opening;
    }

    /** Does nothing if it has been given up. */
    void start() {
        if (over) {
            return;
        }
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {Http2Connection.PROTOCOL, HTTP_1_1});
        engine.setSSLParameters(parameters);
        connection.getHandshakeSetter().set(finished -> {
            done = true;
            connection.getIoThread().execute(this::read);
        });
        connection.getSourceChannel().getReadSetter().set(readable -> read());
        try {
            connection.startHandshake();
            connection.getSourceChannel().resumeReads();
        } catch (IOException failure) {
            fail(failure);
        }
    }

    /** Reading is what moves it. */
    private void read() {
        if (over) {
            return;
        }
        StreamSourceChannel source = connection.getSourceChannel();
        ByteBuffer early = ByteBuffer.allocate(1024);
        try {
            int count = source.read(early);
            if (count < 0) {
                throw new EOFException("the function closed the connection in the TLS handshake");
            }
            if (done || count > 0) {
                over = true;
                source.suspendReads();
                source.getReadSetter().set(null);
                goOn(early.flip());
            }
        } catch (IOException failure) {
            fail(failure);
        }
    }

    private void goOn(ByteBuffer early) throws IOException {
        if (Http2Connection.PROTOCOL.equals(engine.getApplicationProtocol())) {
            protocols.http2(connection, early);
        } else if (early.hasRemaining()) {
            over = false;
            throw new IOException("the function answered before it was asked");
        } else {
            protocols.http1(connection);
        }
    }

    private void fail(IOException failure) {
        if (!over) {
            over = true;
            IoUtils.safeClose(connection);
            opening.failed(failure);
        }
    }

    /** Gives it up, unless it is over. */
    @Override
    public void close() {
        fail(new IOException("given up"));
    }
}
