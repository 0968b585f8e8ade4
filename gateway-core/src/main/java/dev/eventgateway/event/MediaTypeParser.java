package dev.eventgateway.event;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Parses {@code type/subtype; name=value; name="quoted \"value\""}; a type alone and a last semicolon are let pass. */
final class MediaTypeParser {

    private final String where;
    private final String text;
    private int at;

    MediaTypeParser(String where, String text) {
        this.where = where;
        this.text = text;
    }

    MediaType parse() {
        skipSpace();
        String essence = essence();
        Map<String, String> parameters = new LinkedHashMap<>();
        skipSpace();
        while (at < text.length()) {
            if (!skips(';')) {
                throw malformed("unexpected content after the subtype");
            }
            skipSpace();
            if (at < text.length()) {
                parameter(parameters);
            }
            skipSpace();
        }
        return new MediaType(essence, parameters);
    }

    private String essence() {
        String type = token("no media type");
        return (skips('/') ? type + "/" + token("expected token after slash") : type).toLowerCase(Locale.ROOT);
    }

    private void parameter(Map<String, String> parameters) {
        String name = token("invalid media parameter").toLowerCase(Locale.ROOT);
        skipSpace();
        if (!skips('=')) {
            throw malformed("invalid media parameter");
        }
        skipSpace();
        String value = skips('"') ? quoted() : token("invalid media parameter");
        if (parameters.put(name, value) != null) {
            throw malformed("duplicate parameter name");
        }
    }

    private String token(String otherwise) {
        int from = at;
        while (at < text.length() && AsciiSet.TOKEN.contains(text.charAt(at))) {
            at++;
        }
        if (at == from) {
            throw malformed(otherwise);
        }
        return text.substring(from, at);
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char each = text.charAt(at++);
            if (each == '"') {
                return value.toString();
            }
            if (each == '\\' && at < text.length()) {
                each = text.charAt(at++);
            }
            value.append(each);
        }
        throw malformed("invalid media parameter");
    }

    private boolean skips(char wanted) {
        boolean found = at < text.length() && text.charAt(at) == wanted;
        at += found ? 1 : 0;
        return found;
    }

    private void skipSpace() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private RequestException malformed(String reason) {
        return RequestException.malformed(where + " " + Violation.quoted(text) + " can't be read: " + reason
                + "; expected type/subtype, parameters as ; name=value");
    }
}
