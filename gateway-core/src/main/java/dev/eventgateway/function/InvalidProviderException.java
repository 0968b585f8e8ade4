package dev.eventgateway.function;

/** A function's {@code provider} object does not fit its type; the message is for the person who wrote it. */
public final class InvalidProviderException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String message;

    /**
     * @param message which field, and what was expected; never its value
     */
    public InvalidProviderException(String message) {
        super(message);
        this.message = message;
    }

    /** {@return what was wrong, where, and what was expected} */
    @Override
    public String getMessage() {
        return message;
    }
}
