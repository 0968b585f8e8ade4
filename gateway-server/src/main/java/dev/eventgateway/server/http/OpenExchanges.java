package dev.eventgateway.server.http;

import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The requests of one listener that have no complete reply yet. Safe for use by many threads. */
final class OpenExchanges {

    private static final long POLL_NANOS = 5_000_000;

    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean last;

    void add(HttpServerExchange exchange) {
        count.incrementAndGet();
        exchange.addExchangeCompleteListener((ended, next) -> {
            count.decrementAndGet();
            next.proceed();
        });
    }

    /** From now on each reply is the last of its connection. */
    void endConnections() {
        last = true;
    }

    /** {@return whether the next reply is the last of its connection} */
    boolean isLast() {
        return last;
    }

    /** Waits until there are none, or until that time is over. */
    void await(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (count.get() > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
