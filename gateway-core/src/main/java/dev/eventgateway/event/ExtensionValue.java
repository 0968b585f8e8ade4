package dev.eventgateway.event;

import java.nio.charset.StandardCharsets;

/**
 * The value of an extension attribute. CloudEvents 1.0 knows strings, booleans and integers, the older versions any JSON.
 *
 * @param kind what it is
 * @param text a string as it is, everything else as JSON text
 */
public record ExtensionValue(Kind kind, String text) {

    /** Checks that {@code text} is what {@code kind} says. */
    public ExtensionValue {
        boolean fits = switch (kind) {
            case STRING -> true;
            case BOOLEAN -> text.equals("true") || text.equals("false");
            case INTEGER -> isInteger(text);
            case JSON -> JsonScanner.isValue(text.getBytes(StandardCharsets.UTF_8));
        };
        if (!fits) {
            throw new IllegalArgumentException(Violation.quoted(text) + " is no extension value of kind " + kind);
        }
    }

    /** {@return a string} */
    public static ExtensionValue of(String text) {
        return new ExtensionValue(Kind.STRING, text);
    }

    /** {@return a boolean} */
    public static ExtensionValue of(boolean value) {
        return new ExtensionValue(Kind.BOOLEAN, Boolean.toString(value));
    }

    /** {@return an integer} */
    public static ExtensionValue of(int value) {
        return new ExtensionValue(Kind.INTEGER, Integer.toString(value));
    }

    /** {@return any JSON value, written as given; only for events older than 1.0} */
    public static ExtensionValue json(String json) {
        return new ExtensionValue(Kind.JSON, json);
    }

    static ExtensionValue of(JsonSpan value) {
        if (value.isString()) {
            return of(value.string());
        }
        String json = value.json();
        if (value.isBoolean()) {
            return new ExtensionValue(Kind.BOOLEAN, json);
        }
        return value.isNumber() ? number(json) : json(json);
    }

    private static ExtensionValue number(String json) {
        try {
            return of(Integer.parseInt(json));
        } catch (NumberFormatException e) {
            return json(json);
        }
    }

    void writeTo(JsonOutput out) {
        if (kind == Kind.STRING) {
            out.string(text);
        } else {
            out.raw(text);
        }
    }

    private static boolean isInteger(String text) {
        try {
            return Integer.toString(Integer.parseInt(text)).equals(text);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** What an extension value is. */
    public enum Kind {
        /** Text. */
        STRING,
        /** {@code true} or {@code false}. */
        BOOLEAN,
        /** A whole number of 32 bits. */
        INTEGER,
        /** Any other JSON value. */
        JSON
    }
}
