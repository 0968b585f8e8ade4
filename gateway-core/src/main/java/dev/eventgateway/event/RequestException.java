package dev.eventgateway.event;

/** A request that cannot be served as it is; the message is for the caller who sent it. */
public final class RequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String message;

    private final int status;

    /**
     * @param status the HTTP status to answer with
     * @param message what was wrong, where, and what was expected
     */
    public RequestException(int status, String message) {
        super(message);
        this.message = message;
        this.status = status;
    }

    /** {@return the failure of a malformed event or request: status 400} */
    public static RequestException malformed(String message) {
        return new RequestException(400, message);
    }

    /** {@return the HTTP status to answer with} */
    public int status() {
        return status;
    }

    /** {@return what was wrong, where, and what was expected} */
    @Override
    public String getMessage() {
        return message;
    }
}
