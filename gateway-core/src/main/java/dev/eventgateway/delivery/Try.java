package dev.eventgateway.delivery;

import dev.eventgateway.function.FunctionException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/**
 * A call of a function for an event that did not succeed. Does not hold the exception, whose stack would be kept as long as the event.
 *
 * @param time when it began
 * @param took how long it took
 * @param kind what went wrong
 * @param status the status that it was answered with, if that is what went wrong
 * @param message the same for people, not longer than a line
 */
record Try(Instant time, Duration took, FunctionException.Kind kind, OptionalInt status, String message) {

    private static final int LONGEST = 500;

    /** What it takes beside its message. */
    private static final int OVERHEAD = 200;

    /** {@return about how many bytes this takes} */
    int size() {
        return OVERHEAD + message.length();
    }

    /** {@return what went wrong last, for the log; empty if nothing was tried} */
    static String last(List<Try> tries) {
        if (tries.isEmpty()) {
            return "";
        }
        Try last = tries.get(tries.size() - 1);
        return "; attempt " + tries.size() + ": " + last.kind + ": " + last.message;
    }

    static Try of(Instant time, Duration took, FunctionException failure) {
        String message = String.valueOf(failure.getMessage());
        return new Try(
                time,
                took,
                failure.kind(),
                failure.status(),
                message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "…");
    }
}
