package dev.eventgateway.server.http;

import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/** One open port that speaks HTTP/1.1 and serves one {@link Endpoint}. Uses the threads and buffers of its creator. */
public final class Listener implements AutoCloseable {

    private static final int BACKLOG = 1_000;

    private final OpenExchanges exchanges = new OpenExchanges();
    private final HttpOpenListener http;
    private final AcceptingChannel<StreamConnection> port;

    private Listener(
            XnioWorker worker, ByteBufferPool buffers, InetSocketAddress address, HttpLimits limits, Endpoint endpoint)
            throws IOException {
        HttpHandler door = new ExchangeHandler(endpoint, limits, exchanges);
        http = new HttpOpenListener(buffers, options(limits));
        http.setRootHandler(new HttpContinueReadHandler(door));
        port = worker.createStreamConnectionServer(
                address,
                ChannelListeners.openListenerAdapter(http),
                OptionMap.builder()
                        .set(Options.TCP_NODELAY, true)
                        .set(Options.REUSE_ADDRESSES, true)
                        .set(Options.BACKLOG, BACKLOG)
                        .getMap());
    }

    /**
     * Opens a port and starts to serve.
     *
     * @throws IOException if the port cannot be had
     */
    public static Listener open(
            XnioWorker worker, ByteBufferPool buffers, InetSocketAddress address, HttpLimits limits, Endpoint endpoint)
            throws IOException {
        Listener listener = new Listener(worker, buffers, address, limits, endpoint);
        listener.port.resumeAccepts();
        return listener;
    }

    private static OptionMap options(HttpLimits limits) {
        return OptionMap.builder()
                .set(UndertowOptions.MAX_HEADER_SIZE, HttpLimits.MAX_HEAD)
                .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, (int)
                        limits.headTime().toMillis())
                .set(UndertowOptions.NO_REQUEST_TIMEOUT, (int) limits.idleTime().toMillis())
                // RequestBody keeps the limit: Undertow's own prints a stack trace for each chunked body that breaks
                // it.
                .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                // Paths and queries go on as they came; %2F is no slash.
                .set(UndertowOptions.DECODE_URL, false)
                .set(UndertowOptions.BUFFER_PIPELINED_DATA, false)
                .getMap();
    }

    /** {@return where it listens; with the actual port if any free one was asked for} */
    public InetSocketAddress address() {
        return port.getLocalAddress(InetSocketAddress.class);
    }

    /** Takes no new connections, and ends those that are open with their next reply. */
    public void stopAccepting() {
        exchanges.endConnections();
        IoUtils.safeClose(port);
    }

    /** Waits until each request has its reply, or until that time is over. */
    public void awaitIdle(Duration atMost) {
        exchanges.await(atMost);
    }

    /** Closes the port and every connection, whatever they are doing. Idempotent. */
    @Override
    public void close() {
        stopAccepting();
        http.closeConnections();
    }
}
