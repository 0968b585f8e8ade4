package dev.eventgateway.function;

/** A function's {@code provider} object does not fit its type; the message is for the person who wrote it. */
public final class InvalidProviderException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message which field, and what was expected; never its value
     */
    public InvalidProviderException(String message) {
        super(message);
    }
}
