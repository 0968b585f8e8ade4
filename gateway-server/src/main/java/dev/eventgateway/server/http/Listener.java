package dev.eventgateway.server.http;

import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.server.protocol.http.AlpnOpenListener;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * One open port that serves one {@link Endpoint}: by HTTP/1.1, and if encrypted by HTTP/2, too. Uses the threads and buffers of
 * its creator.
 */
public final class Listener implements AutoCloseable {

    private static final OptionMap SOCKET = OptionMap.builder()
            .set(Options.TCP_NODELAY, true)
            .set(Options.REUSE_ADDRESSES, true)
            .set(Options.BACKLOG, 1_000)
            .getMap();

    private final OpenExchanges exchanges = new OpenExchanges();
    private final HttpOpenListener http;
    private final Http2Listener http2;
    private final Handshakes handshakes;
    private final AcceptingChannel<? extends StreamConnection> port;

    private Listener(
            XnioWorker worker,
            ByteBufferPool buffers,
            InetSocketAddress address,
            Optional<Encryption> encryption,
            HttpLimits limits,
            Endpoint endpoint)
            throws IOException {
        HttpHandler door = new HttpContinueReadHandler(new ExchangeHandler(endpoint, limits, exchanges));
        OptionMap options = options(limits);
        http = new HttpOpenListener(buffers, options);
        http.setRootHandler(door);
        http2 = new Http2Listener(buffers, options, limits, exchanges, door);
        AlpnOpenListener either =
                new AlpnOpenListener(buffers, options, http).addProtocol(Http2Listener.PROTOCOL, http2, 1);
        handshakes = new Handshakes(limits.headTime(), either);
        port = encryption.isPresent()
                ? encryption.get().listen(worker, address, handshakes, SOCKET)
                : worker.createStreamConnectionServer(address, ChannelListeners.openListenerAdapter(http), SOCKET);
    }

    /**
     * Opens a port and starts to serve.
     *
     * @param encryption empty for plain HTTP/1.1
     * @throws IOException if the port cannot be had
     */
    public static Listener open(
            XnioWorker worker,
            ByteBufferPool buffers,
            InetSocketAddress address,
            Optional<Encryption> encryption,
            HttpLimits limits,
            Endpoint endpoint)
            throws IOException {
        Listener listener = new Listener(worker, buffers, address, encryption, limits, endpoint);
        listener.port.resumeAccepts();
        return listener;
    }

    private static OptionMap options(HttpLimits limits) {
        return OptionMap.builder()
                .set(UndertowOptions.MAX_HEADER_SIZE, HttpLimits.MAX_HEAD)
                .set(UndertowOptions.MAX_HEADERS, HttpLimits.MAX_HEADERS)
                .set(UndertowOptions.MAX_PARAMETERS, HttpLimits.MAX_PARAMETERS)
                .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, (int)
                        limits.headTime().toMillis())
                .set(UndertowOptions.NO_REQUEST_TIMEOUT, (int) limits.idleTime().toMillis())
                // RequestBody keeps the limit: Undertow's own prints a stack trace for each chunked body that breaks
                // it.
                .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                // Paths and queries go on as they came; %2F is no slash.
                .set(UndertowOptions.DECODE_URL, false)
                // Browsers send | { } ^ ` " as they are; what must not be there RequestRules refuses.
                .set(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
                .set(UndertowOptions.BUFFER_PIPELINED_DATA, false)
                .set(UndertowOptions.HTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, HttpLimits.MAX_STREAMS)
                .set(UndertowOptions.HTTP2_SETTINGS_ENABLE_PUSH, false)
                .set(UndertowOptions.MAX_RST_FRAMES_PER_WINDOW, HttpLimits.MAX_RESETS)
                .set(UndertowOptions.RST_FRAMES_TIME_WINDOW, (int) HttpLimits.RESET_TIME.toMillis())
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
        http2.endIdleConnections();
    }

    /** Waits until each request has its reply, or until that time is over. */
    public void awaitIdle(Duration atMost) {
        exchanges.await(atMost);
    }

    /** Closes the port and every connection, whatever they are doing. Idempotent. */
    @Override
    public void close() {
        stopAccepting();
        handshakes.closeConnections();
        http2.closeConnections();
        http.closeConnections();
    }
}
