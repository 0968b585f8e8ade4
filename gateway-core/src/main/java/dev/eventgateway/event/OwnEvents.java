package dev.eventgateway.event;

import com.github.f4b6a3.uuid.alt.GUID;
import java.time.Instant;
import java.util.Optional;

/** Makes the events that are the gateway's own: of requests that are none, and about what it does itself. */
public final class OwnEvents {

    /** What the types of events about the gateway's own doing begin with; nobody else may send such a type. */
    public static final String TYPES = "eventgateway.";

    private static final String SOURCE = "https://serverless.com/event-gateway/#transformationVersion=0.1";
    private static final String EXTENSION = "{\"transformed\":\"true\",\"transformation-version\":\"0.1\"}";

    private final SpecVersion version;

    /** @param version the version that they are written in */
    public OwnEvents(SpecVersion version) {
        this.version = version;
    }

    /** {@return a new event with JSON as its data, which tells of another event and has passed a gateway as often as that one} */
    public Event of(String type, EventData json, Event about) {
        EventDraft draft = draft(type, "application/json");
        draft.data = json;
        OwnExtensions.setHops(draft, about.hops());
        return new Event(draft);
    }

    SpecVersion version() {
        return version;
    }

    EventDraft draft(String type, String contentType) {
        EventDraft draft = new EventDraft(version);
        draft.type = type;
        draft.id = GUID.v7().toString();
        draft.source = SOURCE;
        draft.time = Optional.of(Instant.now().toString());
        draft.contentType = Optional.of(contentType);
        if (version == SpecVersion.V0_1) {
            draft.extensions.put(OwnExtensions.FIRST_DRAFT, ExtensionValue.json(EXTENSION));
        }
        return draft;
    }
}
