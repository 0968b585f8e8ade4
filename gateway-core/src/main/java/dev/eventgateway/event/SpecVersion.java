package dev.eventgateway.event;

import java.util.Optional;

/** The versions of CloudEvents that the gateway speaks. An event is delivered in the version that it came in. */
public enum SpecVersion {
    /** CloudEvents 1.0. */
    V1_0("1.0", "id", "type", "time", "datacontenttype", "dataschema"),
    /** CloudEvents 0.3. */
    V0_3("0.3", "id", "type", "time", "datacontenttype", "schemaurl"),
    /** CloudEvents 0.1, the version of the original gateway. */
    V0_1("0.1", "eventID", "eventType", "eventTime", "contentType", "schemaURL");

    private final String text;
    private final String id;
    private final String type;
    private final String time;
    private final String contentType;
    private final String schema;

    SpecVersion(String text, String id, String type, String time, String contentType, String schema) {
        this.text = text;
        this.id = id;
        this.type = type;
        this.time = time;
        this.contentType = contentType;
        this.schema = schema;
    }

    /** {@return the version as events write it, for example {@code 1.0}} */
    public String text() {
        return text;
    }

    /** {@return the version that events write as {@code text}; empty if the gateway does not know it} */
    public static Optional<SpecVersion> of(String text) {
        for (SpecVersion each : values()) {
            if (each.text.equals(text)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    String idName() {
        return id;
    }

    String typeName() {
        return type;
    }

    String timeName() {
        return time;
    }

    String contentTypeName() {
        return contentType;
    }

    String schemaName() {
        return schema;
    }
}
