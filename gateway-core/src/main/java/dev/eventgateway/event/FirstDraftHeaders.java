package dev.eventgateway.event;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Binary mode of CloudEvents 0.1: headers {@code CE-EventType} and the like; extensions as {@code CE-X-…}. */
final class FirstDraftHeaders {

    private static final String EXTENSION_PREFIX = "CE-X-";
    private static final List<String> REQUIRED =
            List.of("CE-EventType", "CE-CloudEventsVersion", "CE-Source", "CE-EventID");

    private FirstDraftHeaders() {}

    /** {@return whether a request with these headers is such an event} */
    static boolean are(Headers headers) {
        for (String name : REQUIRED) {
            if (value(headers, name).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    static Optional<String> type(Headers headers) {
        return value(headers, "CE-EventType");
    }

    /** {@return the event, its attributes checked} */
    static EventDraft read(Headers headers, byte[] body) {
        EventDraft draft = new EventDraft(SpecVersion.V0_1);
        draft.type = value(headers, "CE-EventType").orElse("");
        draft.source = value(headers, "CE-Source").orElse("");
        draft.id = value(headers, "CE-EventID").orElse("");
        draft.typeVersion = value(headers, "CE-EventTypeVersion");
        draft.time = value(headers, "CE-EventTime");
        draft.schema = value(headers, "CE-SchemaURL");
        draft.contentType = MediaType.header(headers);
        draft.data = Payload.orEmptyText(MediaType.of(headers), body);
        headers.forEach((name, values) -> readExtension(name, values, draft));
        FirstDraftCheck.check(draft, value(headers, "CE-CloudEventsVersion").orElse(""));
        draft.time = draft.time.map(Rfc3339::trimmed);
        return draft;
    }

    private static void readExtension(String header, List<String> values, EventDraft draft) {
        if (!header.regionMatches(true, 0, EXTENSION_PREFIX, 0, EXTENSION_PREFIX.length())) {
            return;
        }
        String name = HeaderNames.canonical(header).substring(EXTENSION_PREFIX.length());
        if (name.isEmpty()) {
            throw Violation.because("header " + EXTENSION_PREFIX + " names no extension");
        }
        String lowered = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
        draft.extensions.put(lowered, ExtensionValue.of(values.get(0)));
    }

    private static Optional<String> value(Headers headers, String name) {
        return headers.first(name).filter(value -> !value.isEmpty());
    }
}
