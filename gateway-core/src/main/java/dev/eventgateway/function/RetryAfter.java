package dev.eventgateway.function;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Reads the header {@code Retry-After} (RFC 9110): seconds, or a date. */
final class RetryAfter {

    private RetryAfter() {}

    /** {@return how long after {@code now} to wait; empty if the text says nothing} */
    static Optional<Duration> parse(String text, Instant now) {
        String value = text.strip();
        return value.matches("[0-9]{1,9}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(value)))
                : date(value).map(date -> Duration.between(now, date)).filter(wait -> !wait.isNegative());
    }

    private static Optional<Instant> date(String value) {
        try {
            return Optional.of(ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }
}
