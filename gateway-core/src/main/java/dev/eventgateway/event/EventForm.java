package dev.eventgateway.event;

import java.util.Optional;

/** How a request carries an event. The headers alone tell; of several signs the first in this order counts. */
public enum EventForm {
    /** The body is the event: {@code Content-Type: application/cloudevents+json}. CloudEvents 1.0, 0.3 or 0.1. */
    STRUCTURED,
    /** The body is any number of events: {@code Content-Type: application/cloudevents-batch+json}. CloudEvents 1.0 or 0.3. */
    BATCH,
    /** Headers are the attributes, the body is the data. CloudEvents 1.0, 0.3 or 0.1. */
    BINARY,
    /** The header {@code Event} names the type, the body is the data. Deprecated already in the original gateway. */
    LEGACY,
    /** Any other request: it is itself the event, of type {@code http.request}. */
    HTTP_REQUEST;

    /**
     * {@return the form of a request with these headers}
     *
     * @throws RequestException 400 if its Content-Type cannot be parsed
     */
    public static EventForm of(Headers headers) {
        MediaType type = MediaType.of(headers);
        if (type.is("application/cloudevents+json")) {
            return STRUCTURED;
        }
        if (type.is("application/cloudevents-batch+json")) {
            return BATCH;
        }
        if (AttributeHeaders.are(headers) || FirstDraftHeaders.are(headers)) {
            return BINARY;
        }
        return legacyType(headers).isPresent() ? LEGACY : HTTP_REQUEST;
    }

    /**
     * {@return the event type of a request of this form, if the headers give it: that of a structured event stands in the
     * body, and that of a legacy event may}
     *
     * @throws RequestException 400 if the header that gives the type is malformed
     */
    public Optional<String> type(Headers headers) {
        return switch (this) {
            case STRUCTURED, BATCH -> Optional.empty();
            case BINARY ->
                AttributeHeaders.are(headers) ? AttributeHeaders.type(headers) : FirstDraftHeaders.type(headers);
            case LEGACY -> MediaType.of(headers).is("application/json") ? Optional.empty() : legacyType(headers);
            case HTTP_REQUEST -> Optional.of(Event.HTTP_REQUEST);
        };
    }

    static Optional<String> legacyType(Headers headers) {
        return headers.first("Event").filter(type -> !type.isEmpty());
    }
}
