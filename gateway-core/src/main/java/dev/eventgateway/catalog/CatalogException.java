package dev.eventgateway.catalog;

import org.jspecify.annotations.Nullable;

/** A change of the configuration that was not made, or not known to be made. The message is for the caller. */
public final class CatalogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** A refusal that the catalog itself decided. */
    public CatalogException(Reason reason, String message) {
        this(reason, message, null);
    }

    /** A failure of the store, as its cause. */
    public CatalogException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** {@return why the change was not made} */
    public Reason reason() {
        return reason;
    }

    /** Why a change was not made. */
    public enum Reason {
        /** The document breaks a rule, refers to something that is not there, or changes what cannot be changed. */
        INVALID,
        /** There is nothing of that name. */
        NOT_FOUND,
        /** There is something of that name already, or its route is taken. */
        CONFLICT,
        /** Other documents refer to it. */
        IN_USE,
        /** The document is not the one that the change was meant for: see {@link Precondition}. */
        OTHER_VERSION,
        /** The store is out of reach, or is not the one that this catalog was opened on. Nothing was changed. */
        UNAVAILABLE,
        /** The store did not answer: the change may or may not have been made. */
        INDETERMINATE
    }
}
