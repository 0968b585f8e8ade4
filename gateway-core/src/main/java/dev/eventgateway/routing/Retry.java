package dev.eventgateway.routing;

import dev.eventgateway.function.TimeSpan;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How often and when the function of an asynchronous subscription is called again for an event that it failed on. What is empty
 * has a default: eight attempts, which wait 100 ms, 200 ms, 400 ms and so on, up to 30 s, a fifth less at most, and none once
 * the event is ten minutes old.
 *
 * @param attempts how often the function is called at most; 1 means never again
 * @param backoff how waits grow: {@code exponential} doubles them, {@code linear} adds the first one, {@code constant} keeps it
 * @param minDelay the first wait
 * @param maxDelay the longest wait
 * @param jitter the share of a wait, from 0 to 1, that is left to chance, so that events do not all come back at once
 * @param timeout how long one attempt may take; as long as any call of a function where this is empty
 * @param maxAge how long after the event was accepted it may be tried
 */
public record Retry(
        Optional<Integer> attempts,
        Optional<String> backoff,
        Optional<TimeSpan> minDelay,
        Optional<TimeSpan> maxDelay,
        Optional<Double> jitter,
        Optional<TimeSpan> timeout,
        Optional<TimeSpan> maxAge) {

    /** Everything at its default. */
    public static final Retry DEFAULT = new Retry(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private static final int MOST_ATTEMPTS = 100;
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final String EXPONENTIAL = "exponential";
    private static final String LINEAR = "linear";
    private static final String CONSTANT = "constant";
    /** Twice as long so often is longer than any wait. */
    private static final int MOST_DOUBLINGS = 32;

    /** {@return this with so many attempts} */
    public Retry withAttempts(int count) {
        return new Retry(Optional.of(count), backoff, minDelay, maxDelay, jitter, timeout, maxAge);
    }

    /** {@return this with waits between those two} */
    public Retry withDelays(TimeSpan least, TimeSpan most) {
        return new Retry(attempts, backoff, Optional.of(least), Optional.of(most), jitter, timeout, maxAge);
    }

    /** {@return this with attempts that may take so long} */
    public Retry withTimeout(TimeSpan limit) {
        return new Retry(attempts, backoff, minDelay, maxDelay, jitter, Optional.of(limit), maxAge);
    }

    /** {@return this for events that are no older} */
    public Retry withMaxAge(TimeSpan age) {
        return new Retry(attempts, backoff, minDelay, maxDelay, jitter, timeout, Optional.of(age));
    }

    /** {@return what is wrong with this, empty if nothing} */
    public Optional<String> problem() {
        if (mostAttempts() < 1 || mostAttempts() > MOST_ATTEMPTS) {
            return Optional.of("expected attempts from 1 to " + MOST_ATTEMPTS);
        }
        if (!growth().equals(EXPONENTIAL) && !growth().equals(LINEAR) && !growth().equals(CONSTANT)) {
            return Optional.of("expected a backoff of exponential, linear or constant");
        }
        return problemOfTimes();
    }

    private Optional<String> problemOfTimes() {
        if (!(jitter.orElse(0.0) >= 0 && jitter.orElse(0.0) <= 1)) {
            return Optional.of("expected a jitter from 0 to 1");
        }
        if (isOutside(minDelay, 1, HOUR) || isOutside(maxDelay, 1, HOUR) || minDelayMillis() > maxDelayMillis()) {
            return Optional.of(
                    "expected a minDelay from 1ms to 1h, such as 500ms, 30s or 5m, and a maxDelay from there to 1h");
        }
        if (isOutside(timeout, 1, 15 * MINUTE)) {
            return Optional.of("expected a timeout from 1ms to 15m, such as 500ms, 30s or 5m");
        }
        return isOutside(maxAge, 1, 24 * HOUR)
                ? Optional.of("expected a maxAge from 1ms to 24h, such as 500ms, 30s or 5m")
                : Optional.empty();
    }

    private static boolean isOutside(Optional<TimeSpan> time, long least, long most) {
        return time.isPresent() && !time.get().isWithin(least, most);
    }

    /** {@return how often the function is called at most} */
    public int mostAttempts() {
        return attempts.orElse(8);
    }

    /** {@return how long one attempt may take, in milliseconds; empty if as long as any call} */
    public OptionalLong timeoutMillis() {
        return timeout.map(TimeSpan::millis).orElse(OptionalLong.empty());
    }

    /** {@return how long after the event was accepted it may be tried, in milliseconds} */
    public long maxAgeMillis() {
        return millis(maxAge, 10 * MINUTE);
    }

    /**
     * {@return how long to wait after that many failed attempts, in milliseconds}
     *
     * @param failed at least 1
     * @param chance from 0 to 1: with 0 the whole wait, with 1 all of the jitter is taken off
     */
    public long delayMillis(int failed, double chance) {
        double grown = Math.min((double) minDelayMillis() * factor(failed), (double) maxDelayMillis());
        return Math.max(1, Math.round(grown * (1 - chance * jitter.orElse(0.2))));
    }

    private double factor(int failed) {
        return switch (growth()) {
            case CONSTANT -> 1;
            case LINEAR -> failed;
            default -> Math.pow(2, Math.min(failed - 1, MOST_DOUBLINGS));
        };
    }

    private String growth() {
        return backoff.orElse(EXPONENTIAL);
    }

    /** Who gives only the longest wait does not want a longer first one. */
    private long minDelayMillis() {
        return minDelay.isPresent() ? millis(minDelay, 0) : Math.min(100, millis(maxDelay, 100));
    }

    /** Who gives only the first wait does not want a shorter longest one. */
    private long maxDelayMillis() {
        return maxDelay.isPresent() ? millis(maxDelay, 0) : Math.max(30_000, millis(minDelay, 0));
    }

    private static long millis(Optional<TimeSpan> time, long otherwise) {
        return time.map(given -> given.millis().orElse(otherwise)).orElse(otherwise);
    }
}
