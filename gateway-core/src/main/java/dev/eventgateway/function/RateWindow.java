package dev.eventgateway.function;

import java.time.Duration;

/** When the last so many calls were started: in no time span of that length are there ever more. Used under its owner's lock. */
final class RateWindow {

    private final long[] starts;
    private final long span;
    private int next;
    private int known;

    RateWindow(int calls, Duration span) {
        this.starts = new long[calls];
        this.span = span.toNanos();
    }

    /**
     * {@return how many nanoseconds from now the next call may be started}
     *
     * @param now of {@link System#nanoTime}
     */
    long waitAt(long now) {
        return known < starts.length ? 0 : Math.max(0, starts[next] + span - now);
    }

    /** A call is started. */
    void started(long now) {
        starts[next] = now;
        next = (next + 1) % starts.length;
        known = Math.min(known + 1, starts.length);
    }
}
