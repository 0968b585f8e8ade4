package dev.eventgateway.delivery;

import java.util.List;

/**
 * The events of a space that nobody got: neither their function nor a dead letter function.
 *
 * @param deadLetters the newest of them, newest first
 * @param discarded how many older ones are no more kept; the log has all of them
 */
public record DeadLetterList(List<DeadLetter> deadLetters, long discarded) {

    /** Copies {@code deadLetters}. */
    public DeadLetterList {
        deadLetters = List.copyOf(deadLetters);
    }
}
