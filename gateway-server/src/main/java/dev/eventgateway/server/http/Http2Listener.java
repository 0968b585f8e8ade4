package dev.eventgateway.server.http;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.protocols.http2.Http2Channel;
import io.undertow.server.ConnectorStatistics;
import io.undertow.server.DelegateOpenListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http2.Http2ReceiveListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;

/**
 * Opens connections of HTTP/2. Undertow's own listener does not say which are open, so that they could not be ended one by one, and
 * gives a connection that never asks for anything all the time it likes.
 */
final class Http2Listener implements DelegateOpenListener {

    static final String PROTOCOL = "h2";

    private static final String MAX_HEAD = "io.undertow.http2-max-header-size";

    static {
        // Undertow reads its own, lower limit from there, once.
        if (System.getProperty(MAX_HEAD) == null) {
            System.setProperty(MAX_HEAD, String.valueOf(HttpLimits.MAX_HEAD));
        }
    }

    private final ByteBufferPool buffers;
    private final HttpLimits limits;
    private final OpenExchanges exchanges;
    private final Map<Http2Channel, Http2Connection> connections = new ConcurrentHashMap<>();
    private OptionMap options;
    private HttpHandler door;

    Http2Listener(
            ByteBufferPool buffers, OptionMap options, HttpLimits limits, OpenExchanges exchanges, HttpHandler door) {
        this.buffers = buffers;
        this.options = options;
        this.limits = limits;
        this.exchanges = exchanges;
        this.door = door;
    }

    @Override
    public void handleEvent(StreamConnection connection, @Nullable PooledByteBuffer firstBytes) {
        Http2Channel channel = new Http2Channel(connection, PROTOCOL, buffers, firstBytes, false, false, options);
        Http2Connection known = new Http2Connection(channel, exchanges, limits.idleTime());
        connections.put(channel, known);
        channel.addCloseTask(connections::remove);
        Http2ReceiveListener requests = new Http2ReceiveListener(door, options, buffers.getBufferSize(), null);
        channel.getReceiveSetter().set(ready -> {
            requests.handleEvent(ready);
            known.lookForTakenBack();
        });
        channel.resumeReceives();
    }

    @Override
    public void handleEvent(StreamConnection connection) {
        handleEvent(connection, null);
    }

    /** Ends the connections on which no request waits for its reply. */
    void endIdleConnections() {
        connections.values().forEach(Http2Connection::endIfIdle);
    }

    @Override
    public void closeConnections() {
        connections.keySet().forEach(IoUtils::safeClose);
    }

    @Override
    public HttpHandler getRootHandler() {
        return door;
    }

    @Override
    public void setRootHandler(HttpHandler handler) {
        door = handler;
    }

    @Override
    public OptionMap getUndertowOptions() {
        return options;
    }

    @Override
    public void setUndertowOptions(OptionMap changed) {
        options = changed;
    }

    @Override
    public ByteBufferPool getBufferPool() {
        return buffers;
    }

    @Override
    public @Nullable ConnectorStatistics getConnectorStatistics() {
        return null;
    }
}
