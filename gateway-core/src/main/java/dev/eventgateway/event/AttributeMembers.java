package dev.eventgateway.event;

import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Structured mode of CloudEvents 1.0 and 0.3: each member is an attribute, {@code null} is as good as absent. */
final class AttributeMembers {

    private final EventDraft draft;
    private final Set<String> seen = new HashSet<>();
    private @Nullable JsonSpan data;
    private @Nullable JsonSpan dataBase64;
    private Optional<String> encoding = Optional.empty();

    private AttributeMembers(SpecVersion version) {
        this.draft = new EventDraft(version);
    }

    /** {@return the event, its attributes checked} */
    static EventDraft read(List<JsonMember> members, JsonSpan version) {
        AttributeMembers reader = new AttributeMembers(version(version));
        members.forEach(member -> reader.read(member.name(), member.value()));
        AttributeCheck.check(reader.draft);
        reader.draft.data = reader.data();
        return reader.draft;
    }

    private static SpecVersion version(JsonSpan member) {
        String version = member.isString() ? member.string() : member.json();
        return SpecVersion.of(version)
                .filter(known -> member.isString() && known != SpecVersion.V0_1)
                .orElseThrow(() -> Violation.of(
                        "specversion",
                        member.isString() ? Violation.quoted(version) : member.kind(),
                        "\"1.0\" or \"0.3\" (0.1 goes by cloudEventsVersion)"));
    }

    private void read(String name, JsonSpan value) {
        if (!seen.add(name)) {
            throw Violation.because("member " + Violation.quoted(name) + " is there more than once");
        }
        if (name.equals("data")) {
            data = value;
        } else if (!value.isNull()) {
            readAttribute(name, value);
        }
    }

    private void readAttribute(String name, JsonSpan value) {
        if (name.equals(draft.specVersion.schemaName())) {
            draft.schema = Optional.of(text(name, value));
            return;
        }
        switch (name) {
            case "specversion" -> {}
            case "id" -> draft.id = text(name, value);
            case "source" -> draft.source = text(name, value);
            case "type" -> draft.type = text(name, value);
            case "subject" -> draft.subject = Optional.of(text(name, value));
            case "time" -> draft.time = Optional.of(text(name, value));
            case "datacontenttype" -> draft.contentType = Optional.of(text(name, value));
            default -> readOther(name, value);
        }
    }

    private void readOther(String name, JsonSpan value) {
        if (draft.specVersion == SpecVersion.V1_0 && name.equals("data_base64")) {
            dataBase64 = value;
        } else if (draft.specVersion == SpecVersion.V0_3 && name.equals("datacontentencoding")) {
            encoding = Optional.of(text(name, value));
        } else {
            AttributeCheck.checkExtensionName(draft.specVersion, name);
            draft.extensions.put(name, ExtensionValue.of(value));
        }
    }

    private static String text(String name, JsonSpan value) {
        if (!value.isString()) {
            throw Violation.of(name, value.kind(), "a string");
        }
        return value.string();
    }

    private EventData data() {
        if (dataBase64 != null) {
            if (data != null) {
                throw Violation.because("data and data_base64 exclude each other");
            }
            return EventData.opaque(base64("data_base64", dataBase64));
        }
        if (encoding.isPresent()) {
            return encodedData(encoding.get());
        }
        return data == null ? EventData.none() : StructuredData.of(data, draft.contentType);
    }

    private EventData encodedData(String name) {
        if (!name.equalsIgnoreCase("base64")) {
            throw Violation.of("datacontentencoding", Violation.quoted(name), "base64");
        }
        return data == null ? EventData.none() : EventData.opaque(base64("data", data));
    }

    private static byte[] base64(String name, JsonSpan value) {
        try {
            return Base64.getDecoder().decode(text(name, value));
        } catch (IllegalArgumentException e) {
            throw Violation.of(name, "not base64", "the standard alphabet of RFC 4648");
        }
    }
}
