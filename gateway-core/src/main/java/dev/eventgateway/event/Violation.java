package dev.eventgateway.event;

import java.util.Locale;

/** The words in which a sender is told why an event is refused. */
final class Violation {

    static final String PREFIX = "CloudEvent doesn't validate: ";

    private static final int LONGEST_QUOTE = 80;

    private Violation() {}

    /** {@return the refusal of an event whose {@code attribute} is not what was {@code expected}} */
    static RequestException of(String attribute, String found, String expected) {
        return because(attribute + " is " + found + ": expected " + expected);
    }

    /** {@return the refusal of an event for a reason in words} */
    static RequestException because(String reason) {
        return RequestException.malformed(PREFIX + reason);
    }

    /** {@return {@code value} in quotes, cut where it is too long to be read; it never breaks a line of a log} */
    static String quoted(String value) {
        StringBuilder out = new StringBuilder("\"");
        for (int at = 0; at < Math.min(value.length(), LONGEST_QUOTE); at++) {
            char each = value.charAt(at);
            if (Character.isISOControl(each)) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) each));
            } else {
                out.append(each);
            }
        }
        return out.append(value.length() > LONGEST_QUOTE ? "…\"" : "\"").toString();
    }
}
