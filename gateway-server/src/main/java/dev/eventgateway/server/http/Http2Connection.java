package dev.eventgateway.server.http;

import io.undertow.protocols.http2.Http2Channel;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.WorkerUtils;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * One connection of HTTP/2 and the requests on it that have no reply yet. Undertow tells clients how many these may be, but does
 * not count: and a request that its client has reset costs a function call all the same.
 */
final class Http2Connection {

    private static final AttachmentKey<Http2Connection> KEY = AttachmentKey.create(Http2Connection.class);

    private static final int NO_ERROR = 0;
    private static final int ENHANCE_YOUR_CALM = 11;

    private final Http2Channel channel;
    private final OpenExchanges all;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<HttpServerExchange, Runnable> awaited = new HashMap<>();
    private XnioExecutor.Key unused = XnioExecutor.Key.IMMEDIATE;

    /** A connection that has just been opened; ends it if no request comes for that time. */
    Http2Connection(Http2Channel channel, OpenExchanges all, Duration idleTime) {
        this.channel = channel;
        this.all = all;
        channel.putAttachment(KEY, this);
        channel.addCloseTask(closed -> {
            unused.remove();
            List.copyOf(awaited.keySet()).forEach(this::takenBack);
        });
        unused = WorkerUtils.executeAfter(
                channel.getIoThread(), this::endIfIdle, idleTime.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** {@return the connection that {@code exchange} came by; empty if it is none of HTTP/2} */
    static Optional<Http2Connection> of(HttpServerExchange exchange) {
        return Optional.ofNullable(exchange.getConnection().getAttachment(KEY));
    }

    /** Counts a request until it has its reply. */
    void add(HttpServerExchange exchange) {
        unused.remove();
        exchange.addExchangeCompleteListener((ended, next) -> {
            if (open.decrementAndGet() == 0 && all.isLast()) {
                endIfIdle();
            }
            next.proceed();
        });
        if (open.incrementAndGet() > 2 * HttpLimits.MAX_STREAMS) {
            channel.sendGoAway(ENHANCE_YOUR_CALM);
        }
    }

    /**
     * Runs {@code gone} if the client takes a request back whose body has been read, or closes the connection. Undertow tells nobody of
     * either.
     */
    void whenTakenBack(HttpServerExchange exchange, Runnable gone) {
        awaited.put(exchange, gone);
        exchange.addExchangeCompleteListener((ended, next) -> {
            awaited.remove(exchange);
            next.proceed();
        });
    }

    /** To be called when something was received. On the connection's I/O thread, as all that waits for it. */
    void lookForTakenBack() {
        List<HttpServerExchange> takenBack = awaited.keySet().stream()
                .filter(exchange -> !Connectors.getConduitSinkChannel(exchange).isOpen())
                .toList();
        takenBack.forEach(this::takenBack);
    }

    private void takenBack(HttpServerExchange exchange) {
        Runnable gone = awaited.remove(exchange);
        if (gone != null) {
            gone.run();
        }
    }

    /** {@return whether more requests wait for their reply than were granted} */
    boolean isOverloaded() {
        return open.get() > HttpLimits.MAX_STREAMS;
    }

    /** Ends the connection, if no request waits for its reply; the client learns which requests were seen. */
    void endIfIdle() {
        try {
            channel.getIoThread().execute(() -> {
                if (open.get() == 0) {
                    channel.sendGoAway(NO_ERROR);
                }
            });
        } catch (RejectedExecutionException stopped) {
            IoUtils.safeClose(channel);
        }
    }
}
