package dev.eventgateway.event;

import com.github.f4b6a3.uuid.alt.GUID;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Makes an event of a request. Whatever the request holds, the outcome is an event or a {@link RequestException}. */
public final class EventReader {

    private static final String OWN_SOURCE = "https://serverless.com/event-gateway/#transformationVersion=0.1";
    private static final String OWN_EXTENSION = "{\"transformed\":\"true\",\"transformation-version\":\"0.1\"}";

    private final SpecVersion own;

    /** @param own the version of the events that are made here of requests that are none */
    public EventReader(SpecVersion own) {
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
            case STRUCTURED -> Admission.admit(StructuredReader.read(body));
            case BINARY -> Admission.admit(binary(headers, body));
            case LEGACY -> legacy(headers, body);
            case HTTP_REQUEST -> httpRequest(request, body, params);
        };
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
        EventDraft draft = ownDraft(EventForm.legacyType(headers).orElse(""), type.essence());
        draft.data = own == SpecVersion.V0_1 ? Payload.orEmptyText(type, body) : Payload.of(type, body);
        if (own == SpecVersion.V0_1) {
            AttributeCheck.checkType(draft);
        } else {
            AttributeCheck.check(draft);
        }
        Admission.checkType(draft);
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
        EventDraft draft = ownDraft(Event.HTTP_REQUEST, "application/json");
        draft.data = HttpRequestData.of(request, body, params);
        return new Event(draft);
    }

    private EventDraft ownDraft(String type, String contentType) {
        EventDraft draft = new EventDraft(own);
        draft.type = type;
        draft.id = GUID.v7().toString();
        draft.source = OWN_SOURCE;
        draft.time = Optional.of(Instant.now().toString());
        draft.contentType = Optional.of(contentType);
        if (own == SpecVersion.V0_1) {
            draft.extensions.put("eventgateway", ExtensionValue.json(OWN_EXTENSION));
        }
        return draft;
    }
}
