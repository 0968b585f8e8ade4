package dev.eventgateway.event;

import java.util.Optional;

/**
 * One event of a batch that is not accepted.
 *
 * @param index where in the batch it stands, from 0
 * @param id its id, as far as it has one
 * @param reason what is wrong, for the sender
 */
public record RefusedEvent(int index, Optional<String> id, String reason) {

    /** {@return the refusal in words} */
    public String message() {
        return "event " + index
                + id.map(text -> " (id " + Violation.quoted(text) + ")").orElse("") + ": " + reason;
    }
}
