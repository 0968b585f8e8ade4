package dev.eventgateway.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What an event carries. Immutable. JSON stays as it was written, byte for byte. */
public final class EventData {

    private static final EventData NONE = new EventData(Kind.NONE, new byte[0], 0, 0, false);

    private final Kind kind;
    private final byte[] bytes;
    private final int from;
    private final int to;
    private final boolean literal;

    /** Does not copy. A {@code literal} text is written as a JSON string, quotes included; any other one as UTF-8. */
    private EventData(Kind kind, byte[] bytes, int from, int to, boolean literal) {
        this.kind = kind;
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.literal = literal;
    }

    /** {@return no data} */
    public static EventData none() {
        return NONE;
    }

    /**
     * {@return a JSON value}
     *
     * @throws IllegalArgumentException if {@code json} is none
     */
    public static EventData json(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        if (!JsonScanner.isData(bytes)) {
            throw new IllegalArgumentException("not a JSON value: " + Violation.quoted(json));
        }
        return wellFormedJson(bytes);
    }

    /** {@return a text} */
    public static EventData text(String text) {
        return utf8(text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return a copy of {@code bytes}, which are neither JSON nor text, or not known to be} */
    public static EventData binary(byte[] bytes) {
        return opaque(bytes.clone());
    }

    /** {@return a JSON object of these members, in their order: JSON as it is, texts and base64 of bytes as strings} */
    public static EventData object(Map<String, EventData> members) {
        int size = members.entrySet().stream()
                .mapToInt(each -> each.getKey().length() + each.getValue().writtenSize() + 4)
                .sum();
        JsonOutput out = new JsonOutput(size + 1).open('{');
        members.forEach((name, value) -> value.writeTo(out.name(name)));
        return wellFormedJson(out.close('}').bytes());
    }

    /** {@return a JSON array of these elements, in their order: JSON as it is, texts and base64 of bytes as strings} */
    public static EventData array(List<EventData> elements) {
        int size = elements.stream().mapToInt(each -> each.writtenSize() + 1).sum();
        JsonOutput out = new JsonOutput(size + 2).open('[');
        elements.forEach(each -> each.writeTo(out.separate()));
        return wellFormedJson(out.close(']').bytes());
    }

    static EventData wellFormedJson(byte[] json) {
        return new EventData(Kind.JSON, json, 0, json.length, false);
    }

    static EventData wellFormedJson(JsonSpan json) {
        return new EventData(Kind.JSON, json.text(), json.from(), json.to(), false);
    }

    static EventData textLiteral(JsonSpan string) {
        return new EventData(Kind.TEXT, string.text(), string.from(), string.to(), true);
    }

    static EventData utf8(byte[] valid) {
        return new EventData(Kind.TEXT, valid, 0, valid.length, false);
    }

    static EventData opaque(byte[] shared) {
        return new EventData(Kind.BINARY, shared, 0, shared.length, false);
    }

    /** {@return what this is} */
    public Kind kind() {
        return kind;
    }

    /** {@return a copy of the content: the JSON text, the text in UTF-8, or the bytes; empty if there is none} */
    public byte[] bytes() {
        return literal ? text().getBytes(StandardCharsets.UTF_8) : Arrays.copyOfRange(bytes, from, to);
    }

    /** {@return the same as {@link #bytes}, but not copied unless it must be: nobody may change it} */
    public byte[] sharedBytes() {
        boolean whole = !literal && from == 0 && to == bytes.length;
        return whole ? bytes : bytes();
    }

    /** {@return the content as a string: the JSON text, the text, or the bytes read as UTF-8; empty if there is none} */
    public String text() {
        return literal ? span().string() : new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** {@return the kind and the size: data may be a secret} */
    @Override
    public String toString() {
        return kind + " of " + size() + " bytes";
    }

    /** {@return how many bytes this takes, about} */
    public int size() {
        return to - from;
    }

    /** {@return how many bytes {@link #writeTo} writes; of a text, about how many} What is large need not be copied to fit then. */
    int writtenSize() {
        return switch (kind) {
            case NONE -> 4;
            case JSON -> size();
            case BINARY -> (size() + 2) / 3 * 4 + 2;
            case TEXT -> size() + size() / 8 + 2;
        };
    }

    JsonSpan span() {
        return new JsonSpan(bytes, from, to);
    }

    /** Writes this as a JSON value; what is not there as {@code null}. */
    void writeTo(JsonOutput out) {
        switch (kind) {
            case NONE -> out.raw("null");
            case BINARY -> out.base64(bytes, from, to);
            case JSON -> out.raw(bytes, from, to);
            case TEXT -> writeText(out);
        }
    }

    private void writeText(JsonOutput out) {
        if (literal) {
            out.raw(bytes, from, to);
        } else {
            out.string(bytes, from, to);
        }
    }

    /** What the data of an event is. */
    public enum Kind {
        /** There is no data. */
        NONE,
        /** A JSON value. */
        JSON,
        /** Text that is not JSON. */
        TEXT,
        /** Bytes. */
        BINARY
    }
}
