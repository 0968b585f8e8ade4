package dev.eventgateway.function;

import java.time.Duration;
import java.util.Optional;

/**
 * What keeps a function from more calls than are good for it. Each instance counts its own calls, synchronous and asynchronous
 * ones and those of authorizers together. What is empty is not limited.
 *
 * @param maxConcurrency how many calls may be under way at once
 * @param rateLimit how many calls may be started in a time span
 * @param timeouts how long a call may take
 * @param circuitBreaker when a function that fails is left alone
 */
public record Protection(
        Optional<Integer> maxConcurrency,
        Optional<RateLimit> rateLimit,
        Optional<Timeouts> timeouts,
        Optional<CircuitBreaker> circuitBreaker) {

    /** Nothing is limited. */
    public static final Protection NONE =
            new Protection(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** The most calls that a limit may speak of. */
    static final int MOST_CALLS = 10_000;

    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    /**
     * How many calls may be started in a time span, wherever one looks.
     *
     * @param calls the most calls
     * @param per the time span
     */
    public record RateLimit(int calls, TimeSpan per) {

        /** {@return what is wrong with this, empty if nothing} */
        public Optional<String> problem() {
            return isFrom(1, MOST_CALLS, calls) && per.isWithin(1, HOUR)
                    ? Optional.empty()
                    : Optional.of("expected calls from 1 to " + MOST_CALLS
                            + " and per from 1ms to 1h, such as 500ms, 30s or 5m");
        }

        Duration span() {
            return Duration.ofMillis(per.millis().orElse(1));
        }
    }

    /**
     * How long a call may take.
     *
     * @param connect how long a connection may take to open, for functions that are called by one; the provider's own time if empty
     * @param answer how long a call that says nothing of it may take in all; the provider's own time if empty
     */
    public record Timeouts(Optional<TimeSpan> connect, Optional<TimeSpan> answer) {

        /** {@return what is wrong with this, empty if nothing} */
        public Optional<String> problem() {
            if (connect.isPresent() && !connect.get().isWithin(1, MINUTE)) {
                return Optional.of("expected connect from 1ms to 1m, such as 500ms or 2s");
            }
            return answer.isPresent() && !answer.get().isWithin(1, 15 * MINUTE)
                    ? Optional.of("expected answer from 1ms to 15m, such as 500ms, 30s or 5m")
                    : Optional.empty();
        }
    }

    /**
     * When a function that fails is left alone, and how it is found out that it is well again. Each empty field has a default: 0.5,
     * 20, 10 s and 1.
     *
     * @param failureRatio the share of {@code calls} that must have failed among the last {@code calls}, above 0 and up to 1
     * @param calls how many of the last calls are looked at
     * @param delay how long the function is left alone
     * @param probes how many calls are made then, and must all be well
     */
    public record CircuitBreaker(
            Optional<Double> failureRatio,
            Optional<Integer> calls,
            Optional<TimeSpan> delay,
            Optional<Integer> probes) {

        /** {@return what is wrong with this, empty if nothing} */
        public Optional<String> problem() {
            double ratio = failureRatio.orElse(0.5);
            if (!(ratio > 0 && ratio <= 1)) {
                return Optional.of("expected a failureRatio above 0 and up to 1");
            }
            if (!isFrom(1, MOST_CALLS, lastCalls()) || !isFrom(1, MOST_CALLS, mostProbes())) {
                return Optional.of("expected calls and probes from 1 to " + MOST_CALLS);
            }
            return delay.isPresent() && !delay.get().isWithin(1, HOUR)
                    ? Optional.of("expected a delay from 1ms to 1h, such as 500ms, 30s or 5m")
                    : Optional.empty();
        }

        int lastCalls() {
            return calls.orElse(20);
        }

        /** {@return how many of the last calls must have failed} */
        int mostFailures() {
            return Math.max(1, (int) Math.ceil(failureRatio.orElse(0.5) * lastCalls()));
        }

        Duration rest() {
            return Duration.ofMillis(
                    delay.map(given -> given.millis().orElse(1)).orElse(10_000L));
        }

        int mostProbes() {
            return probes.orElse(1);
        }
    }

    /** {@return this with so many calls at once} */
    public Protection withMaxConcurrency(int most) {
        return new Protection(Optional.of(most), rateLimit, timeouts, circuitBreaker);
    }

    /** {@return this with so many calls in a time span} */
    public Protection withRateLimit(int calls, TimeSpan per) {
        return new Protection(maxConcurrency, Optional.of(new RateLimit(calls, per)), timeouts, circuitBreaker);
    }

    /** {@return this with calls that take no longer} */
    public Protection withTimeouts(Timeouts times) {
        return new Protection(maxConcurrency, rateLimit, Optional.of(times), circuitBreaker);
    }

    /** {@return this with a circuit breaker} */
    public Protection withCircuitBreaker(CircuitBreaker breaker) {
        return new Protection(maxConcurrency, rateLimit, timeouts, Optional.of(breaker));
    }

    /** {@return what is wrong with {@link #maxConcurrency}, empty if nothing} */
    public Optional<String> problemOfMaxConcurrency() {
        return isFrom(1, MOST_CALLS, maxConcurrency.orElse(1))
                ? Optional.empty()
                : Optional.of("expected from 1 to " + MOST_CALLS);
    }

    /** {@return how long a connection may take to open, if that is said} */
    public Optional<Duration> connectTime() {
        return timeouts.flatMap(Timeouts::connect).map(Protection::duration);
    }

    /** {@return how long a call may take that says nothing of it, if that is said} */
    public Optional<Duration> answerTime() {
        return timeouts.flatMap(Timeouts::answer).map(Protection::duration);
    }

    private static Duration duration(TimeSpan checked) {
        return Duration.ofMillis(checked.millis().orElse(1));
    }

    private static boolean isFrom(int least, int most, int number) {
        return number >= least && number <= most;
    }
}
