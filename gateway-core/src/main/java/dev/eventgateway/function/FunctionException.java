package dev.eventgateway.function;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A call of a function that did not succeed. The message is for the log, not for the sender of the event. */
public final class FunctionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int NONE = -1;

    private final Kind kind;
    private final int status;
    private final long retryAfterMillis;

    /** A failure that has no exception behind it. */
    public FunctionException(Kind kind, String message) {
        this(kind, message, null);
    }

    /** A failure with the client's own exception as its cause. */
    public FunctionException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.status = NONE;
        this.retryAfterMillis = NONE;
    }

    private FunctionException(int status, long retryAfterMillis) {
        super("function answered with status " + status, null);
        this.kind = Kind.BAD_ANSWER;
        this.status = status;
        this.retryAfterMillis = retryAfterMillis;
    }

    /**
     * {@return the failure of a call that was answered with another status than 2xx}
     *
     * @param retryAfter the answer's header of that name: seconds, or a date; what is neither counts as absent
     */
    public static FunctionException answered(int status, Optional<String> retryAfter) {
        long millis = retryAfter
                .flatMap(text -> RetryAfter.parse(text, Instant.now()))
                .map(Duration::toMillis)
                .orElse((long) NONE);
        return new FunctionException(status, millis);
    }

    /** {@return what went wrong} */
    public Kind kind() {
        return kind;
    }

    /** {@return the status that the function answered with, if it is what went wrong} */
    public OptionalInt status() {
        return status == NONE ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** {@return how long the function wants to be left alone} */
    public Optional<Duration> retryAfter() {
        return retryAfterMillis == NONE ? Optional.empty() : Optional.of(Duration.ofMillis(retryAfterMillis));
    }

    /** {@return whether the same call may succeed later: not if the function has understood it and does not want it} */
    public boolean mayPass() {
        return switch (kind) {
            case CONNECTION, TIMEOUT, SATURATED, UNAVAILABLE, THREW -> true;
            case BAD_ANSWER -> status == 408 || status == 429 || status >= 500;
            case MALFORMED, REFUSED -> false;
        };
    }

    /** What went wrong with a call. */
    public enum Kind {
        /** No connection, or it broke. */
        CONNECTION,
        /** No complete answer in time. */
        TIMEOUT,
        /** The limit of calls to this function is reached; nothing was sent. */
        SATURATED,
        /** An answer that cannot be used: a status other than 2xx, or too large. */
        BAD_ANSWER,
        /** An answer that should be a response object and is none. */
        MALFORMED,
        /** This instance cannot call the function: its type or handler is not here, or it was deleted. */
        UNAVAILABLE,
        /** The function, written in Java, threw. */
        THREW,
        /** A plugin did not let it be called; the message is for the sender. */
        REFUSED
    }
}
