package dev.eventgateway.delivery;

import java.util.Locale;

/** Why an event is not delivered. */
enum Cause {
    /** The function understood it and does not want it. */
    REJECTED("the function does not want it"),
    /** The last attempt failed. */
    EXHAUSTED("all attempts failed"),
    /** It is older than events may become. */
    EXPIRED("it is too old to be tried"),
    /** The queue of its function is full. */
    OVERFLOW("the queue of its function is full"),
    /** Its subscription takes no events. */
    PAUSED("the subscription is paused"),
    /** The gateway had to stop. */
    STOPPED("the gateway had to stop");

    private final String reason;

    Cause(String reason) {
        this.reason = reason;
    }

    /** {@return the word used in documents} */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return what the log says} */
    String reason() {
        return reason;
    }
}
