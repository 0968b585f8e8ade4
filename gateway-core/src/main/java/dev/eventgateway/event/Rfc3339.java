package dev.eventgateway.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/** Points in time as RFC 3339 writes them, {@code 2018-04-05T17:31:00.25+02:00}; leap seconds are not known here. */
final class Rfc3339 {

    private static final String SHAPE = "0000-00-00T00:00:00";
    private static final int NANO_DIGITS = 9;

    private Rfc3339() {}

    /** {@return the point in time; empty if {@code text} is none. Of a second's fraction nine digits count} */
    static Optional<Instant> parse(String text) {
        int zone = zone(text);
        if (zone < 0) {
            return Optional.empty();
        }
        try {
            LocalDateTime local = LocalDateTime.of(
                    number(text, 0, 4),
                    number(text, 5, 7),
                    number(text, 8, 10),
                    number(text, 11, 13),
                    number(text, 14, 16),
                    number(text, 17, 19));
            long second = local.toEpochSecond(ZoneOffset.UTC) - offset(text, zone);
            return Optional.of(Instant.ofEpochSecond(second, nanos(text, zone)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** {@return the same point in time as CloudEvents 0.1 functions know it: no zeros at the end of the fraction} */
    static String trimmed(String text) {
        int zone = zone(text);
        int end = Math.min(zone, SHAPE.length() + 1 + NANO_DIGITS);
        while (end > SHAPE.length() && (text.charAt(end - 1) == '0' || text.charAt(end - 1) == '.')) {
            end--;
        }
        String offset = text.substring(zone);
        boolean isUtc = offset(text, zone) == 0;
        return text.substring(0, end).toUpperCase(Locale.ROOT) + (isUtc ? "Z" : offset);
    }

    /** {@return where the offset begins; -1 if {@code text} has not the shape of a point in time} */
    private static int zone(String text) {
        if (!hasShape(text, 0, SHAPE)) {
            return -1;
        }
        int at = SHAPE.length();
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            while (at < text.length() && isDigit(text.charAt(at))) {
                at++;
            }
        }
        boolean emptyFraction = at == SHAPE.length() + 1;
        return !emptyFraction && isOffset(text, at) ? at : -1;
    }

    private static boolean isOffset(String text, int at) {
        String rest = text.substring(at);
        if (rest.equals("Z") || rest.equals("z")) {
            return true;
        }
        return rest.length() == 6
                && (hasShape(rest, 0, "+00:00") || hasShape(rest, 0, "-00:00"))
                && number(rest, 1, 3) < 24
                && number(rest, 4, 6) < 60;
    }

    private static boolean hasShape(String text, int from, String shape) {
        if (text.length() < from + shape.length()) {
            return false;
        }
        for (int at = 0; at < shape.length(); at++) {
            char each = text.charAt(from + at);
            char wanted = shape.charAt(at);
            boolean fits = wanted == '0' ? isDigit(each) : Character.toUpperCase(each) == wanted;
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static int nanos(String text, int zone) {
        int from = SHAPE.length() + 1;
        int nanos = 0;
        for (int at = from; at < from + NANO_DIGITS; at++) {
            nanos = nanos * 10 + (at < zone ? text.charAt(at) - '0' : 0);
        }
        return nanos;
    }

    private static int offset(String text, int zone) {
        if (zone + 1 == text.length()) {
            return 0;
        }
        int seconds = (number(text, zone + 1, zone + 3) * 60 + number(text, zone + 4, zone + 6)) * 60;
        return text.charAt(zone) == '-' ? -seconds : seconds;
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    private static boolean isDigit(char each) {
        return each >= '0' && each <= '9';
    }
}
