package dev.eventgateway.function;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
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

    private FunctionException(Kind kind, String message, int status, long retryAfterMillis) {
        super(message, null);
        this.kind = kind;
        this.status = status;
        this.retryAfterMillis = retryAfterMillis;
    }

    /**
     * {@return the failure of a call that was answered with another status than 2xx}
     *
     * @param retryAfter the answer's header of that name: seconds, or a date; what is neither counts as absent
     */
    public static FunctionException answered(int status, Optional<String> retryAfter) {
        return answered(status, retryAfter, "function answered with status " + status);
    }

    /**
     * {@return the failure of a call that was answered with another status than 2xx, in words that say more than the status}
     *
     * @param retryAfter as above
     */
    public static FunctionException answered(int status, Optional<String> retryAfter, String message) {
        return new FunctionException(Kind.BAD_ANSWER, message, status, millis(retryAfter));
    }

    /**
     * {@return the failure of a call that was one too many}
     *
     * @param retryAfter seconds, or a date, as in the header of that name; what is neither counts as absent
     */
    public static FunctionException saturated(Optional<String> retryAfter, String message) {
        return new FunctionException(Kind.SATURATED, message, NONE, millis(retryAfter));
    }

    private static long millis(Optional<String> retryAfter) {
        return retryAfter
                .flatMap(text -> RetryAfter.parse(text, Instant.now()))
                .map(Duration::toMillis)
                .orElse((long) NONE);
    }

    /** {@return what a stage failed with, in terms of functions} */
    public static FunctionException of(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof FunctionException known
                ? known
                : new FunctionException(Kind.UNAVAILABLE, "call failed: " + cause, cause);
    }

    /** {@return the failure of a call that was not made, and need not be tried for that long} */
    static FunctionException keptBack(Kind kind, String reason, Duration wait) {
        return new FunctionException(kind, "function is not called: " + reason, NONE, wait.toMillis());
    }

    /** {@return what went wrong} */
    public Kind kind() {
        return kind;
    }

    /** {@return the status that the function answered with, if it is what went wrong} */
    public OptionalInt status() {
        return status == NONE ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** {@return how long the function wants to be left alone, or is by what protects it} */
    public Optional<Duration> retryAfter() {
        return retryAfterMillis == NONE ? Optional.empty() : Optional.of(Duration.ofMillis(retryAfterMillis));
    }

    /** {@return whether the same call may succeed later: not if the function has understood it and does not want it} */
    public boolean mayPass() {
        return switch (kind) {
            case CONNECTION, TIMEOUT, SATURATED, RATE_LIMITED, CIRCUIT_OPEN, UNAVAILABLE, THREW -> true;
            case BAD_ANSWER -> isPassing(status);
            case MALFORMED, REFUSED -> false;
        };
    }

    /** {@return whether by answering with that status a function asks to be called again} */
    static boolean isPassing(int status) {
        return status == 408 || status == 429 || status >= 500;
    }

    /** {@return whether the function did not run, as it or its protection has no room} */
    public boolean isKeptBack() {
        return kind == Kind.SATURATED || kind == Kind.RATE_LIMITED || kind == Kind.CIRCUIT_OPEN;
    }

    /** What went wrong with a call. */
    public enum Kind {
        /** No connection, or it broke. */
        CONNECTION,
        /** No complete answer in time. */
        TIMEOUT,
        /** The limit of calls to this function is reached, here or where it runs; it did not run. */
        SATURATED,
        /** The function is called as often as its rate limit allows; nothing was sent. */
        RATE_LIMITED,
        /** The function has failed too often and is left alone; nothing was sent. */
        CIRCUIT_OPEN,
        /** An answer that cannot be used: a status other than 2xx, or too large. */
        BAD_ANSWER,
        /** An answer that should be a response object and is none. */
        MALFORMED,
        /** This instance cannot call the function: its type, handler or credentials are not here, or it was deleted. */
        UNAVAILABLE,
        /** The function, written in Java, threw. */
        THREW,
        /** A plugin did not let it be called; the message is for the sender. */
        REFUSED
    }
}
