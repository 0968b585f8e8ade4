package dev.eventgateway.plugin;

import dev.eventgateway.metric.Metrics;
import dev.eventgateway.plugin.PluginStatus.State;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** What is known of how a plugin is doing, and whether it is to be called. Safe for use by many threads. */
final class PluginHealth {

    private static final int MOST_TIMEOUTS = 5;
    private static final Duration REST = Duration.ofSeconds(5);

    private final String name;
    private final Metrics metrics;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong timeouts = new AtomicLong();
    private final AtomicLong discarded = new AtomicLong();
    private int inARow;
    private long restsUntil;
    private boolean rests;
    private String offBecause = "";
    private volatile boolean available = true;
    private volatile String lastFailure = "";

    PluginHealth(String name, Metrics metrics) {
        this.name = name;
        this.metrics = metrics;
    }

    /** {@return whether it is to be called now; costs one volatile read as long as all is well} */
    boolean isAvailable() {
        return available || isRested();
    }

    /** After its rest it may try again, but one time-out more and it rests again. */
    private synchronized boolean isRested() {
        if (rests && System.nanoTime() - restsUntil >= 0) {
            rests = false;
            inARow = MOST_TIMEOUTS - 1;
            available = true;
        }
        return available;
    }

    void reacted(String outcome, long nanos) {
        calls.incrementAndGet();
        metrics.pluginCalled(name, outcome, Duration.ofNanos(nanos));
        succeeded();
    }

    /** {@return how often it has failed by now} */
    long failed(Throwable failure, long nanos) {
        calls.incrementAndGet();
        lastFailure = "failed last with " + failure;
        metrics.pluginCalled(name, "failed", Duration.ofNanos(nanos));
        succeeded();
        return failures.incrementAndGet();
    }

    /** It came back at least. */
    private synchronized void succeeded() {
        inARow = 0;
    }

    /** {@return how often that has happened by now} */
    long timedOut(long nanos) {
        calls.incrementAndGet();
        lastFailure = "did not react in time";
        metrics.pluginCalled(name, "timeout", Duration.ofNanos(nanos));
        restIfNeeded();
        return timeouts.incrementAndGet();
    }

    private synchronized void restIfNeeded() {
        inARow++;
        if (inARow >= MOST_TIMEOUTS && offBecause.isEmpty()) {
            rests = true;
            restsUntil = System.nanoTime() + REST.toNanos();
            available = false;
        }
    }

    void discarded() {
        calls.incrementAndGet();
        discarded.incrementAndGet();
        metrics.pluginCalled(name, "discarded", Duration.ZERO);
    }

    /** {@return whether it was not off before} */
    synchronized boolean off(String why) {
        boolean first = offBecause.isEmpty();
        if (first) {
            offBecause = why;
            available = false;
            rests = false;
        }
        return first;
    }

    synchronized PluginStatus status(int waiting) {
        State state = offBecause.isEmpty() ? (rests ? State.RESTING : State.RUNNING) : State.OFF;
        String message = offBecause.isEmpty() ? lastFailure : offBecause;
        return new PluginStatus(
                name, state, message, calls.get(), failures.get(), timeouts.get(), discarded.get(), waiting);
    }
}
