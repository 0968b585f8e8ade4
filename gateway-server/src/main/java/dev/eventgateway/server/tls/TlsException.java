package dev.eventgateway.server.tls;

/** Certificates cannot be used; the message is one line for the operator: which flag, its file, what was expected. */
public final class TlsException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String message;

    TlsException(String message) {
        super(message);
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
