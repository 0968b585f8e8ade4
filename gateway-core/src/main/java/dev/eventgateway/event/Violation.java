package dev.eventgateway.event;

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

    /** {@return {@code value} in quotes, cut where it is too long to be read} */
    static String quoted(String value) {
        return value.length() > LONGEST_QUOTE ? '"' + value.substring(0, LONGEST_QUOTE) + "…\"" : '"' + value + '"';
    }
}
