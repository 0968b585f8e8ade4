package dev.eventgateway.catalog;

/** A text that is no document; the message names fields and what was expected of them, never their values. */
final class MalformedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
        super(message);
    }
}
