package dev.eventgateway.routing;

import java.util.List;
import java.util.Optional;

/**
 * Where an event goes.
 *
 * @param sync the one subscription whose function answers the sender
 * @param async every asynchronous subscription that the event goes to, in the order of space and id
 */
public record Match(Optional<Target> sync, List<Target> async) {

    /** Goes nowhere. */
    public static final Match NONE = new Match(Optional.empty(), List.of());

    /** Copies {@code async}. */
    public Match {
        async = List.copyOf(async);
    }

    /** {@return whether the event goes nowhere} */
    public boolean isEmpty() {
        return sync.isEmpty() && async.isEmpty();
    }
}
