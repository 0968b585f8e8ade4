package dev.eventgateway.event;

import com.github.f4b6a3.uuid.alt.GUID;
import java.time.Instant;
import java.util.Optional;

/**
 * Builds an event of CloudEvents 1.0. Where nothing else is said, the id is a new UUID of version 7, the source is
 * {@code /} and the time is now. Serves for any number of events. Not safe for use by several threads.
 */
public final class EventBuilder {

    private final EventDraft draft = new EventDraft(SpecVersion.V1_0);

    EventBuilder(String type) {
        draft.type = type;
        draft.source = "/";
    }

    /** Sets the id, which must be unique within the source. */
    public EventBuilder id(String id) {
        draft.id = id;
        return this;
    }

    /** Sets where the event comes from: a URI reference. */
    public EventBuilder source(String source) {
        draft.source = source;
        return this;
    }

    /** Sets what within the source the event is about. */
    public EventBuilder subject(String subject) {
        draft.subject = Optional.of(subject);
        return this;
    }

    /** Sets when it happened. */
    public EventBuilder time(Instant time) {
        draft.time = Optional.of(time.toString());
        return this;
    }

    /** Sets the schema of the data: a URI. */
    public EventBuilder schema(String schema) {
        draft.schema = Optional.of(schema);
        return this;
    }

    /** Adds an extension attribute; its name is lower-case letters and digits. */
    public EventBuilder extension(String name, String value) {
        return extension(name, ExtensionValue.of(value));
    }

    /** Adds an extension attribute; its name is lower-case letters and digits. */
    public EventBuilder extension(String name, ExtensionValue value) {
        draft.extensions.put(name, value);
        return this;
    }

    /**
     * Sets the data to a JSON value, media type {@code application/json}.
     *
     * @throws IllegalArgumentException if {@code json} is not JSON
     */
    public EventBuilder json(String json) {
        return data("application/json", json);
    }

    /** Sets the data to a text, media type {@code text/plain}. */
    public EventBuilder text(String text) {
        return data("text/plain", text);
    }

    /**
     * Sets the data to a text of a media type.
     *
     * @throws IllegalArgumentException if {@code contentType} is no media type, or says JSON and {@code data} is none
     */
    public EventBuilder data(String contentType, String data) {
        boolean isJson = mediaType(contentType).isJson();
        return data(contentType, isJson ? EventData.json(data) : EventData.text(data));
    }

    /**
     * Sets the data to a copy of {@code data}, which is JSON, text or bytes as {@code contentType} says.
     *
     * @throws IllegalArgumentException if {@code contentType} is no media type, or says JSON and {@code data} is none
     */
    public EventBuilder data(String contentType, byte[] data) {
        MediaType type = mediaType(contentType);
        EventData content = Payload.of(type, data.clone());
        if (type.isJson() && content.kind() == EventData.Kind.BINARY) {
            throw new IllegalArgumentException("data of media type " + contentType + " is not JSON");
        }
        return data(contentType, content);
    }

    private EventBuilder data(String contentType, EventData data) {
        draft.contentType = Optional.of(contentType);
        draft.data = data;
        return this;
    }

    /**
     * {@return the event}
     *
     * @throws IllegalArgumentException if CloudEvents 1.0 does not allow one of the attributes, or if the type is
     *     {@code http.request}, which only an HTTP request has
     */
    public Event build() {
        if (draft.type.equals(Event.HTTP_REQUEST)) {
            throw new IllegalArgumentException("an event of type http.request is made of a GatewayRequest only");
        }
        EventDraft complete = draft.copy();
        if (complete.id.isEmpty()) {
            complete.id = GUID.v7().toString();
        }
        if (complete.time.isEmpty()) {
            complete.time = Optional.of(Instant.now().toString());
        }
        try {
            AttributeCheck.check(complete);
        } catch (RequestException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return new Event(complete);
    }

    private static MediaType mediaType(String text) {
        try {
            return MediaType.parse("content type", text);
        } catch (RequestException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
