package dev.eventgateway.event;

/** Text that is not JSON: what is wrong and at which byte. Without stack trace, for it is the sender's fault. */
final class MalformedJsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedJsonException(String reason, int at) {
        super(reason + " at byte " + at, null, false, false);
    }
}
