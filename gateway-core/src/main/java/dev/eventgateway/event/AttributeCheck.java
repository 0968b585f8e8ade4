package dev.eventgateway.event;

import java.util.Set;

/** The rules of CloudEvents 1.0 and 0.3 on attributes. */
final class AttributeCheck {

    static final int LONGEST_TYPE = 255;

    private static final Set<String> SAME_IN_BOTH =
            Set.of("specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data");

    private AttributeCheck() {}

    /** @throws RequestException 400 that names the first attribute that breaks a rule */
    static void check(EventDraft draft) {
        checkText("id", draft.id);
        checkUri("source", draft.source);
        checkText("type", draft.type);
        checkType(draft);
        draft.subject.ifPresent(subject -> checkText("subject", subject));
        draft.time.ifPresent(time -> checkTime("time", time));
        draft.contentType.ifPresent(type -> checkContentType("datacontenttype", type));
        draft.schema.ifPresent(schema -> checkUri(draft.specVersion.schemaName(), schema));
        draft.extensions.forEach((name, value) -> checkExtension(draft.specVersion, name, value));
    }

    static void checkType(EventDraft draft) {
        if (draft.type.length() > LONGEST_TYPE) {
            throw Violation.of(
                    draft.specVersion.typeName(), draft.type.length() + " characters long", "at most " + LONGEST_TYPE);
        }
    }

    /** A lone type, which HTTP requests are let pass with, is no media type of CloudEvents 1.0 and 0.3. */
    static void checkContentType(String name, String contentType) {
        if (!MediaType.parse(Violation.PREFIX + name, contentType).hasSubtype()) {
            throw Violation.of(name, Violation.quoted(contentType), "type/subtype");
        }
    }

    static void checkTime(String name, String time) {
        if (Rfc3339.parse(time).isEmpty()) {
            throw Violation.of(name, Violation.quoted(time), "RFC 3339, for example 2026-01-31T09:30:00Z");
        }
    }

    /** Checks the name of an attribute that this version does not define. */
    static void checkExtensionName(SpecVersion version, String name) {
        if (!isLowerCaseAlphanumeric(name)) {
            throw Violation.because(
                    "attribute name " + Violation.quoted(name) + ": expected lower-case letters and digits only");
        }
        if (isReserved(version, name)) {
            throw Violation.because("attribute name " + Violation.quoted(name) + " is reserved");
        }
    }

    /** Checks an attribute that this version does not define; CloudEvents 0.1 has no rules for it. */
    static void checkExtension(SpecVersion version, String name, ExtensionValue value) {
        if (version == SpecVersion.V0_1) {
            return;
        }
        checkExtensionName(version, name);
        if (value.kind() == ExtensionValue.Kind.JSON && version == SpecVersion.V1_0) {
            throw Violation.of(
                    name,
                    Violation.quoted(value.text()),
                    "a string, a boolean or an integer of 32 bits in CloudEvents 1.0");
        }
        if (value.kind() == ExtensionValue.Kind.STRING) {
            checkPrintable(name, value.text());
        }
    }

    /** @throws IllegalArgumentException unless {@code text} may be the value of an attribute and is not empty */
    static void requireText(String name, String text) {
        try {
            checkText(name, text);
        } catch (RequestException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static void checkText(String name, String text) {
        if (text.isEmpty()) {
            throw Violation.of(name, "missing or empty", "a non-empty string");
        }
        checkPrintable(name, text);
    }

    private static void checkUri(String name, String text) {
        if (text.isEmpty()) {
            throw Violation.of(name, "missing or empty", "a URI reference");
        }
        if (!UriReference.isValid(text)) {
            throw Violation.of(name, Violation.quoted(text), "a URI reference");
        }
    }

    private static void checkPrintable(String name, String text) {
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
            if (half || Character.isISOControl(point)) {
                throw Violation.of(name, Violation.quoted(text), "no control characters and no half characters");
            }
            at += Character.charCount(point);
        }
    }

    private static boolean isReserved(SpecVersion version, String name) {
        return SAME_IN_BOTH.contains(name)
                || name.equals(version.schemaName())
                || (version == SpecVersion.V0_3 && name.equals("datacontentencoding"));
    }

    private static boolean isLowerCaseAlphanumeric(String name) {
        for (int at = 0; at < name.length(); at++) {
            char each = name.charAt(at);
            if ((each < 'a' || each > 'z') && (each < '0' || each > '9')) {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
