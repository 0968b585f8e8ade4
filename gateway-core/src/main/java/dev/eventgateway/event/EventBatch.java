package dev.eventgateway.event;

import java.util.List;

/**
 * What a batch holds.
 *
 * @param events the events, in order; those that are refused are missing
 * @param refused those that are none
 */
public record EventBatch(List<Event> events, List<RefusedEvent> refused) {

    /** Copies both. */
    public EventBatch {
        events = List.copyOf(events);
        refused = List.copyOf(refused);
    }
}
