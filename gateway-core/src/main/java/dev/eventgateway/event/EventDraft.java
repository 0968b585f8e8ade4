package dev.eventgateway.event;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** An event in the making: what a reader or a builder has found so far. Not safe for use by several threads. */
final class EventDraft {

    final SpecVersion specVersion;
    final Map<String, ExtensionValue> extensions = new LinkedHashMap<>();
    String id = "";
    String source = "";
    String type = "";
    /** Only CloudEvents 0.1 has it. */
    Optional<String> typeVersion = Optional.empty();

    Optional<String> subject = Optional.empty();
    Optional<String> time = Optional.empty();
    Optional<String> contentType = Optional.empty();
    Optional<String> schema = Optional.empty();
    EventData data = EventData.none();

    EventDraft(SpecVersion specVersion) {
        this.specVersion = specVersion;
    }

    EventDraft copy() {
        EventDraft copy = new EventDraft(specVersion);
        copy.id = id;
        copy.source = source;
        copy.type = type;
        copy.typeVersion = typeVersion;
        copy.subject = subject;
        copy.time = time;
        copy.contentType = contentType;
        copy.schema = schema;
        copy.extensions.putAll(extensions);
        copy.data = data;
        return copy;
    }
}
