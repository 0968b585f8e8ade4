package dev.eventgateway.kv.spi;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The moment until which a call may wait.
 *
 * @param nanoTime that moment, by {@link System#nanoTime}
 * @param allowed how long the whole call was allowed to take
 */
public record Deadline(long nanoTime, Duration allowed) {

    /** {@return the moment when {@code allowed} will have passed from now on} */
    public static Deadline in(Duration allowed) {
        return new Deadline(System.nanoTime() + TimeUnit.NANOSECONDS.convert(allowed), allowed);
    }

    /** {@return how much time is left; negative once it has passed} */
    public long nanosLeft() {
        return nanoTime - System.nanoTime();
    }

    /** {@return whether no time is left} */
    public boolean passed() {
        return nanosLeft() <= 0;
    }

    /** {@return how long the whole call was allowed to take, to be read by people} */
    @Override
    public String toString() {
        return allowed.toMillis() % 1000 == 0 ? allowed.toSeconds() + " s" : allowed.toMillis() + " ms";
    }
}
