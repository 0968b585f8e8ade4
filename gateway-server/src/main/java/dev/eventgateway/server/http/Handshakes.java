package dev.eventgateway.server.http;

import io.undertow.util.WorkerUtils;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.ssl.SslConnection;

/** Closes a connection whose TLS handshake takes too long: until it is over, no protocol of HTTP looks after it. */
final class Handshakes implements ChannelListener<StreamConnection> {

    private final Duration atMost;
    private final ChannelListener<StreamConnection> next;
    private final Map<StreamConnection, XnioExecutor.Key> pending = new ConcurrentHashMap<>();

    Handshakes(Duration atMost, ChannelListener<StreamConnection> next) {
        this.atMost = atMost;
        this.next = next;
    }

    @Override
    public void handleEvent(StreamConnection connection) {
        pending.put(
                connection,
                WorkerUtils.executeAfter(
                        connection.getIoThread(),
                        () -> IoUtils.safeClose(connection),
                        atMost.toMillis(),
                        TimeUnit.MILLISECONDS));
        ((SslConnection) connection).getHandshakeSetter().set(this::over);
        connection.getCloseSetter().set(this::over);
        next.handleEvent(connection);
    }

    private void over(StreamConnection connection) {
        XnioExecutor.Key timer = pending.remove(connection);
        if (timer != null) {
            timer.remove();
        }
    }

    /** Closes all connections that are not further than that. */
    void closeConnections() {
        pending.keySet().forEach(IoUtils::safeClose);
    }
}
