package dev.eventgateway;

import dev.eventgateway.event.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a sender would wait for a complete answer: {@code wait} in the header {@code Prefer} (RFC 7240). */
final class WaitPreference {

    /** The answer to whoever waits longer comes after this. */
    static final int MOST_SECONDS = 60;

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");

    private WaitPreference() {}

    /** {@return the time; empty if nothing is said that makes sense, or nothing is to be waited for} */
    static Optional<Duration> of(Headers headers) {
        List<String> lines = headers.all("Prefer");
        return lines.isEmpty() ? Optional.empty() : of(lines);
    }

    private static Optional<Duration> of(List<String> lines) {
        return lines.stream()
                .flatMap(line -> split(line, ',').stream())
                .map(preference -> split(preference, ';').get(0).split("=", 2))
                .filter(preference -> preference[0].strip().equalsIgnoreCase("wait"))
                .findFirst()
                .filter(first -> first.length == 2)
                .flatMap(first -> seconds(word(first[1].strip())));
    }

    /** {@return the value of the header that says so} */
    static String text(Duration wait) {
        return "wait=" + wait.toSeconds();
    }

    private static Optional<Duration> seconds(String number) {
        Matcher digits = NUMBER.matcher(number);
        if (!digits.matches()) {
            return Optional.empty();
        }
        String significant = number.replaceFirst("^0+", "");
        int seconds = significant.length() > 4 ? MOST_SECONDS : Integer.parseInt("0" + significant);
        return seconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(Math.min(seconds, MOST_SECONDS)));
    }

    /** {@return what a token or a quoted string says} */
    private static String word(String text) {
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? ESCAPED.matcher(text.substring(1, text.length() - 1)).replaceAll("$1") : text;
    }

    /** {@return the parts between separators that stand in no quotes} */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int at = 0; at < text.length(); at++) {
            char each = text.charAt(at);
            if (quoted && each == '\\') {
                at++;
            } else if (each == '"') {
                quoted = !quoted;
            } else if (each == separator && !quoted) {
                parts.add(text.substring(from, at));
                from = at + 1;
            }
        }
        parts.add(text.substring(from));
        return parts;
    }
}
