package dev.eventgateway.server.settings;

/** The settings cannot be used; the message is one line for the operator: which setting, its value, what was expected. */
public final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A setting that cannot be used. */
    public UsageException(String message) {
        super(message);
    }
}
