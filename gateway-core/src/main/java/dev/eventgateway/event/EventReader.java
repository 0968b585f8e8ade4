package dev.eventgateway.event;

import java.util.Map;
import java.util.Optional;

/** Makes an event of a request. Whatever the request holds, the outcome is an event or a {@link RequestException}. */
public final class EventReader {

    private final OwnEvents own;

    /** @param own makes the events of requests that are none */
    public EventReader(OwnEvents own) {
        this.own = own;
    }

    /**
     * {@return the event of a request}
     *
     * @param form what {@link EventForm#of} says about the request
     * @param request the request; its body is not read here
     * @param body the request's body; shared with the event, so it must not be changed any more
     * @param params the decoded path parameters by name; only an {@code http.request} event shows them
     * @throws RequestException 400 if the event is malformed or claims what only the gateway may say
     */
    public Event decode(EventForm form, GatewayRequest request, byte[] body, Map<String, String> params) {
        Headers headers = request.headers();
        return switch (form) {
            case BATCH -> throw new IllegalArgumentException("a batch is no single event");
            case STRUCTURED -> Admission.admit(StructuredReader.read(body));
            case BINARY -> Admission.admit(binary(headers, body));
            case LEGACY -> legacy(headers, body);
            case HTTP_REQUEST -> httpRequest(request, body, params);
        };
    }

    /**
     * {@return the events of a request of the form {@link EventForm#BATCH}}
     *
     * @param body the request's body
     * @param most how many events it may hold
     * @throws RequestException 400 if it is no JSON array, 413 if it holds more than {@code most} events
     */
    public EventBatch decodeBatch(byte[] body, int most) {
        return BatchReader.read(body, most);
    }

    /**
     * {@return an event that was made by somebody else in this process, without what only the gateway may say}
     *
     * @throws RequestException 400 if its type is the gateway's own
     */
    public Event admit(Event event) {
        return Admission.admit(event);
    }

    private static EventDraft binary(Headers headers, byte[] body) {
        return AttributeHeaders.are(headers)
                ? AttributeHeaders.read(headers, body)
                : FirstDraftHeaders.read(headers, body);
    }

    private Event legacy(Headers headers, byte[] body) {
        MediaType type = MediaType.of(headers);
        if (type.is("application/json")) {
            Optional<EventDraft> sent = sentEvent(body);
            if (sent.isPresent()) {
                return Admission.admit(sent.get());
            }
        }
        EventDraft draft = own.draft(EventForm.legacyType(headers).orElse(""), type.essence());
        draft.data = own.version() == SpecVersion.V0_1 ? Payload.orEmptyText(type, body) : Payload.of(type, body);
        if (own.version() == SpecVersion.V0_1) {
            AttributeCheck.checkType(draft);
        } else {
            AttributeCheck.check(draft);
        }
        Admission.checkType(draft);
        Admission.readHops(headers, draft);
        return new Event(draft);
    }

    /** {@return the event of CloudEvents 0.1 that a legacy request has in its body, though its headers do not say so} */
    private static Optional<EventDraft> sentEvent(byte[] body) {
        try {
            return Optional.of(StructuredReader.readFirstDraft(body));
        } catch (RequestException e) {
            return Optional.empty();
        }
    }

    private Event httpRequest(GatewayRequest request, byte[] body, Map<String, String> params) {
        EventDraft draft = own.draft(Event.HTTP_REQUEST, "application/json");
        draft.data = HttpRequestData.of(request, body, params);
        Admission.readHops(request.headers(), draft);
        return new Event(draft);
    }
}
