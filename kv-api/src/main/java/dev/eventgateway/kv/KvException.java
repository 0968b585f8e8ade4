package dev.eventgateway.kv;

import org.jspecify.annotations.Nullable;

/**
 * The one failure of a store. {@link #reason()} says what the caller can do about it; the cause is the driver's own.
 */
public final class KvException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** A failure that the store contract itself found. */
    public KvException(Reason reason, String message) {
        this(reason, message, null);
    }

    /** A failure with the driver's own words as its cause. */
    public KvException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** {@return why the call failed} */
    public Reason reason() {
        return reason;
    }

    /** Why a call failed. */
    public enum Reason {
        /** The call itself is wrong: a malformed key or URI, an unknown option. Nothing was sent. */
        INVALID,
        /** A portable cap of {@link KvLimits} is exceeded. Nothing was sent. */
        TOO_LARGE,
        /** The store could not be reached or did not answer in time, and nothing was changed. Try again later. */
        UNAVAILABLE,
        /** A write got no answer: it may or may not have happened. Never retried by the store itself. */
        INDETERMINATE,
        /** The store refuses the credentials, or what they may do. */
        DENIED,
        /** The store or the watch has been closed. */
        CLOSED,
        /** The lease of a write is lost or closed. Nothing was changed. */
        LEASE_LOST,
        /** The calling thread was interrupted while it waited for a read, or before a write was sent. */
        INTERRUPTED,
        /** The store answered with something that is none of the above. */
        FAILED
    }
}
