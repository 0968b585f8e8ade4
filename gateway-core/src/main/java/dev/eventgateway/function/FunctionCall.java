package dev.eventgateway.function;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * What a function is called with.
 *
 * @param event the event that the function is to react to
 * @param form what of it goes over the wire
 * @param timeout how long the call may take; a gateway always says, and where this is empty it is for the provider to decide
 * @param request what brought the event, if a function in proxy mode is to get that instead
 */
public record FunctionCall(Event event, Form form, Optional<Duration> timeout, Optional<GatewayRequest> request) {

    /** The media type of {@link #payload()}. */
    public static final String CONTENT_TYPE = "application/cloudevents+json";

    /** A call with the whole event. */
    public FunctionCall(Event event) {
        this(event, Form.EVENT, Optional.empty(), Optional.empty());
    }

    /** {@return a call with the whole event; a function in proxy mode gets the request that brought it} */
    public static FunctionCall of(Event event, GatewayRequest request) {
        return new FunctionCall(event, Form.EVENT, Optional.empty(), Optional.of(request));
    }

    /** {@return this call with another event} */
    public FunctionCall with(Event other) {
        return new FunctionCall(other, form, timeout, request);
    }

    /** {@return this call, which may take so long} */
    public FunctionCall within(Duration limit) {
        return new FunctionCall(event, form, Optional.of(limit), request);
    }

    /** {@return what goes over the wire: one JSON document, which may be shared and must not be changed} */
    public byte[] payload() {
        return form == Form.EVENT ? event.sharedStructured() : event.data().sharedBytes();
    }

    /** What of an event goes over the wire. */
    public enum Form {
        /** The event as one JSON document. */
        EVENT,
        /** Its data alone, which is JSON: so the original gateway asked authorizers. */
        DATA
    }
}
