package dev.eventgateway.event;

import java.util.Optional;

/** Writes an event as one JSON document, the data's bytes as they are. */
final class StructuredWriter {

    /** Attributes take a few hundred bytes. */
    private static final int ENVELOPE = 512;

    private static final int CLOSING = 1;

    private final Event event;
    private final JsonOutput out;

    private StructuredWriter(Event event) {
        this.event = event;
        this.out = new JsonOutput(ENVELOPE);
    }

    static byte[] write(Event event) {
        StructuredWriter writer = new StructuredWriter(event);
        writer.out.open('{');
        if (event.specVersion() == SpecVersion.V0_1) {
            writer.writeFirstDraft();
        } else {
            writer.writeCurrent();
        }
        return writer.out.close('}').bytes();
    }

    private void writeCurrent() {
        SpecVersion version = event.specVersion();
        member("specversion", version.text());
        member("id", event.id());
        member("source", event.source());
        member("type", event.type());
        member("subject", event.subject());
        member("time", event.timeText());
        member(version.contentTypeName(), event.contentType());
        member(version.schemaName(), event.schema());
        event.extensions().forEach((name, value) -> value.writeTo(out.name(name)));
        writeCurrentData(version);
    }

    private void writeCurrentData(SpecVersion version) {
        EventData.Kind kind = event.data().kind();
        if (kind == EventData.Kind.NONE) {
            return;
        }
        boolean binary = kind == EventData.Kind.BINARY;
        if (binary && version == SpecVersion.V0_3) {
            member("datacontentencoding", "base64");
        }
        writeData(binary && version == SpecVersion.V1_0 ? "data_base64" : "data");
    }

    /** In the original's order; functions written for it expect {@code data} always. */
    private void writeFirstDraft() {
        member("eventType", event.type());
        member("eventTypeVersion", event.typeVersion());
        member("cloudEventsVersion", event.specVersion().text());
        member("source", event.source());
        member("eventID", event.id());
        member("eventTime", event.timeText());
        member("schemaURL", event.schema());
        if (!event.extensions().isEmpty()) {
            out.name("extensions").open('{');
            event.extensions().forEach((name, value) -> value.writeTo(out.name(name)));
            out.close('}');
        }
        member("contentType", event.contentType());
        writeData("data");
    }

    /** The last member: what is large is copied once, to where it stays. */
    private void writeData(String name) {
        EventData data = event.data();
        data.writeTo(out.name(name).last(data.writtenSize() + CLOSING));
    }

    private void member(String name, Optional<String> value) {
        value.ifPresent(text -> member(name, text));
    }

    private void member(String name, String value) {
        out.name(name).string(value);
    }
}
