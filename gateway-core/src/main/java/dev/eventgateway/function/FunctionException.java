package dev.eventgateway.function;

import org.jspecify.annotations.Nullable;

/** A call of a function that did not succeed. The message is for the log, not for the sender of the event. */
public final class FunctionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** A failure that has no exception behind it. */
    public FunctionException(Kind kind, String message) {
        this(kind, message, null);
    }

    /** A failure with the client's own exception as its cause. */
    public FunctionException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** {@return what went wrong} */
    public Kind kind() {
        return kind;
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
        THREW
    }
}
