package dev.eventgateway.function;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;

/** A function written in Java. Called by several threads at once; may block. */
@FunctionalInterface
public interface JavaFunction {

    /**
     * Reacts to an event.
     *
     * @return the answer to the sender, where the sender waits for one
     * @throws Exception if it failed; the sender gets 502
     */
    GatewayReply apply(Event event) throws Exception;
}
