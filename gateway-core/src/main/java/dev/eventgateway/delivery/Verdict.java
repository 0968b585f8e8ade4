package dev.eventgateway.delivery;

import dev.eventgateway.function.FunctionException;
import dev.eventgateway.routing.Retry;
import java.time.Duration;

/** What becomes of a delivery whose function failed. Decides only. */
sealed interface Verdict {

    /**
     * The function is called again.
     *
     * @param delay how long to wait before that
     */
    record Again(Duration delay) implements Verdict {}

    /**
     * It is not.
     *
     * @param cause why not
     */
    record Over(Cause cause) implements Verdict {}

    /**
     * {@return what the rules of a subscription say} A function that wants to be left alone for longer than its events may become
     * old is not waited for.
     *
     * @param failed how many attempts have failed
     * @param failure what went wrong with the last one
     * @param age how long ago the event was accepted
     * @param chance from 0 to 1, for the jitter
     */
    static Verdict of(Retry retry, int failed, FunctionException failure, Duration age, double chance) {
        if (!failure.mayPass()) {
            return new Over(Cause.REJECTED);
        }
        if (failed >= retry.mostAttempts()) {
            return new Over(Cause.EXHAUSTED);
        }
        Duration backoff = Duration.ofMillis(retry.delayMillis(failed, chance));
        Duration wait = failure.retryAfter()
                .filter(asked -> asked.compareTo(backoff) > 0)
                .orElse(backoff);
        return age.plus(wait).toMillis() <= retry.maxAgeMillis() ? new Again(wait) : new Over(Cause.EXPIRED);
    }
}
