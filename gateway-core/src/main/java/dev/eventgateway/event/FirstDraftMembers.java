package dev.eventgateway.event;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Structured mode of CloudEvents 0.1: names count without regard to case, members that it does not know are dropped. */
final class FirstDraftMembers {

    private static final List<String> NAMES = List.of(
            "eventtype",
            "eventtypeversion",
            "cloudeventsversion",
            "source",
            "eventid",
            "eventtime",
            "schemaurl",
            "extensions",
            "contenttype",
            "data");

    private static final List<String> TELLING = List.of("cloudeventsversion", "eventtype", "eventid");

    private final Map<String, JsonSpan> values = new HashMap<>();

    private FirstDraftMembers() {}

    /** {@return whether {@code name} tells that an event is one of CloudEvents 0.1} */
    static boolean isTelling(String name) {
        return TELLING.contains(name.toLowerCase(Locale.ROOT));
    }

    /** {@return the event, its attributes checked} */
    static EventDraft read(List<JsonMember> members) {
        FirstDraftMembers reader = new FirstDraftMembers();
        members.forEach(reader::collect);
        return reader.draft();
    }

    private void collect(JsonMember member) {
        String name = member.name().toLowerCase(Locale.ROOT);
        if (NAMES.contains(name) && values.put(name, member.value()) != null) {
            throw Violation.because("member " + Violation.quoted(member.name()) + " is there more than once");
        }
    }

    private EventDraft draft() {
        EventDraft draft = new EventDraft(SpecVersion.V0_1);
        draft.type = text("eventType").orElse("");
        draft.source = text("source").orElse("");
        draft.id = text("eventID").orElse("");
        draft.typeVersion = text("eventTypeVersion");
        draft.time = text("eventTime");
        draft.schema = text("schemaURL");
        draft.contentType = text("contentType");
        readExtensions(draft);
        FirstDraftCheck.check(draft, text("cloudEventsVersion").orElse(""));
        draft.time = draft.time.map(Rfc3339::trimmed);
        draft.data = data(draft.contentType);
        return draft;
    }

    /** {@return a member's text; an empty one counts as absent} */
    private Optional<String> text(String name) {
        JsonSpan value = values.get(name.toLowerCase(Locale.ROOT));
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw Violation.of(name, value.kind(), "a string");
        }
        return Optional.of(value.string()).filter(text -> !text.isEmpty());
    }

    private void readExtensions(EventDraft draft) {
        JsonSpan value = values.get("extensions");
        if (value == null || value.isNull()) {
            return;
        }
        if (!value.isObject()) {
            throw Violation.of("extensions", value.kind(), "an object");
        }
        for (JsonMember member : members(value)) {
            if (draft.extensions.put(member.name(), ExtensionValue.of(member.value())) != null) {
                throw Violation.because("extension " + Violation.quoted(member.name()) + " is there more than once");
            }
        }
    }

    private static List<JsonMember> members(JsonSpan object) {
        try {
            return JsonScanner.members(object.text(), object.from(), object.to());
        } catch (MalformedJsonException e) {
            throw Violation.because("extensions: " + e.getMessage());
        }
    }

    private EventData data(Optional<String> contentType) {
        JsonSpan value = values.get("data");
        return value == null ? EventData.none() : StructuredData.of(value, contentType);
    }
}
