package dev.eventgateway.server;

/** The server cannot start; the message is one line for the operator: what, and what to do. */
final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
