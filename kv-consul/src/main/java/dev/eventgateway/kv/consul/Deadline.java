package dev.eventgateway.kv.consul;

import java.time.Duration;

/**
 * The moment until which a call may wait.
 *
 * @param nanoTime that moment, by {@link System#nanoTime}
 * @param allowed how long the whole call was allowed to take
 */
record Deadline(long nanoTime, Duration allowed) {

    static Deadline in(Duration allowed) {
        return new Deadline(System.nanoTime() + allowed.toNanos(), allowed);
    }

    long nanosLeft() {
        return nanoTime - System.nanoTime();
    }

    boolean passed() {
        return nanosLeft() <= 0;
    }

    /** {@return how long the whole call was allowed to take, to be read by people} */
    @Override
    public String toString() {
        return allowed.toMillis() % 1000 == 0 ? allowed.toSeconds() + " s" : allowed.toMillis() + " ms";
    }
}
