package dev.eventgateway.function;

import dev.eventgateway.event.Event;

/**
 * What a function is called with.
 *
 * @param event the event that the function is to react to
 */
public record FunctionCall(Event event) {

    /** The media type of {@link #payload()}. */
    public static final String CONTENT_TYPE = "application/cloudevents+json";

    /** {@return what goes over the wire: the event as one JSON document} */
    public byte[] payload() {
        return event.structured();
    }
}
