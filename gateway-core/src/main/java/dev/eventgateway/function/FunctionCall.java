package dev.eventgateway.function;

import dev.eventgateway.event.Event;

/**
 * What a function is called with.
 *
 * @param event the event that the function is to react to
 * @param form what of it goes over the wire
 */
public record FunctionCall(Event event, Form form) {

    /** The media type of {@link #payload()}. */
    public static final String CONTENT_TYPE = "application/cloudevents+json";

    /** A call with the whole event. */
    public FunctionCall(Event event) {
        this(event, Form.EVENT);
    }

    /** {@return what goes over the wire: one JSON document, which may be shared and must not be changed} */
    public byte[] payload() {
        return form == Form.EVENT ? event.structured() : event.data().sharedBytes();
    }

    /** What of an event goes over the wire. */
    public enum Form {
        /** The event as one JSON document. */
        EVENT,
        /** Its data alone, which is JSON: so the original gateway asked authorizers. */
        DATA
    }
}
