package dev.eventgateway.event;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Binary mode of CloudEvents 1.0 and 0.3: each attribute is a header {@code ce-…}, percent-encoded. */
final class AttributeHeaders {

    private static final String PREFIX = "ce-";
    private static final String VERSION = "ce-specversion";

    private AttributeHeaders() {}

    /** {@return whether a request with these headers means to be such an event} */
    static boolean are(Headers headers) {
        return headers.first(VERSION).isPresent();
    }

    static Optional<String> type(Headers headers) {
        return headers.first("ce-type").map(type -> decoded("ce-type", type));
    }

    /** {@return the event, its attributes checked} */
    static EventDraft read(Headers headers, byte[] body) {
        EventDraft draft = new EventDraft(version(headers));
        headers.forEach((name, values) -> {
            if (name.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
                read(name.toLowerCase(Locale.ROOT), values, draft);
            }
        });
        AttributeCheck.check(draft);
        readData(headers, body, draft);
        return draft;
    }

    private static SpecVersion version(Headers headers) {
        String version = decoded(VERSION, headers.first(VERSION).orElse(""));
        return SpecVersion.of(version)
                .filter(known -> known != SpecVersion.V0_1)
                .orElseThrow(() -> Violation.of(
                        VERSION, Violation.quoted(version), "1.0 or 0.3 (0.1 goes by CE-CloudEventsVersion)"));
    }

    private static void read(String header, List<String> values, EventDraft draft) {
        if (values.size() > 1) {
            throw Violation.of(header, "there " + values.size() + " times", "once");
        }
        String name = header.substring(PREFIX.length());
        String raw = values.get(0);
        String value = decoded(header, raw);
        if (name.equals(draft.specVersion.schemaName())) {
            draft.schema = Optional.of(uri(raw, value));
            return;
        }
        switch (name) {
            case "specversion" -> {}
            case "id" -> draft.id = value;
            case "source" -> draft.source = uri(raw, value);
            case "type" -> draft.type = value;
            case "subject" -> draft.subject = Optional.of(value);
            case "time" -> draft.time = Optional.of(value);
            case "datacontenttype" ->
                throw Violation.because("ce-datacontenttype can't be a header: Content-Type is it");
            default -> readOther(name, value, draft);
        }
    }

    private static void readOther(String name, String value, EventDraft draft) {
        boolean describesBody = draft.specVersion == SpecVersion.V0_3 && name.equals("datacontentencoding");
        if (!describesBody) {
            AttributeCheck.checkExtensionName(draft.specVersion, name);
            draft.extensions.put(name, ExtensionValue.of(value));
        }
    }

    private static void readData(Headers headers, byte[] body, EventDraft draft) {
        boolean encoded = draft.specVersion == SpecVersion.V0_3
                && headers.first("ce-datacontentencoding").isPresent();
        byte[] content = encoded ? base64(headers, body) : body;
        draft.contentType = MediaType.header(headers);
        draft.contentType.ifPresent(type -> AttributeCheck.checkContentType("Content-Type", type));
        if (content.length > 0) {
            MediaType type = MediaType.of(headers);
            draft.contentType = Optional.of(draft.contentType.orElse(type.essence()));
            draft.data = Payload.of(type, content);
        }
    }

    private static byte[] base64(Headers headers, byte[] body) {
        String encoding = headers.first("ce-datacontentencoding").orElse("");
        if (!encoding.equalsIgnoreCase("base64")) {
            throw Violation.of("ce-datacontentencoding", Violation.quoted(encoding), "base64");
        }
        try {
            return Base64.getDecoder().decode(body);
        } catch (IllegalArgumentException e) {
            throw Violation.of("the body", "not base64", "what ce-datacontentencoding says");
        }
    }

    /** Many senders do not encode the percent signs of a URI: what decoding breaks is taken as it was sent. */
    private static String uri(String raw, String decoded) {
        return !UriReference.isValid(decoded) && UriReference.isValid(raw) ? raw : decoded;
    }

    private static String decoded(String header, String value) {
        return PercentDecoding.strict(unquoted(value))
                .orElseThrow(() -> Violation.of(header, Violation.quoted(value), "percent-encoded UTF-8"));
    }

    /** Older senders put values in double quotes, with backslashes in front of some characters. */
    private static String unquoted(String value) {
        if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
            return value;
        }
        StringBuilder out = new StringBuilder(value.length());
        for (int at = 1; at < value.length() - 1; at++) {
            boolean escape = value.charAt(at) == '\\' && at + 1 < value.length() - 1;
            out.append(value.charAt(escape ? ++at : at));
        }
        return out.toString();
    }
}
