package dev.eventgateway.delivery;

import dev.eventgateway.event.Authorization;
import java.util.Optional;

/**
 * What an authorizer decided about an event.
 *
 * @param granted who the sender is; empty if the event is denied
 */
record Decision(Optional<Authorization> granted) {

    static final Decision DENIED = new Decision(Optional.empty());
}
