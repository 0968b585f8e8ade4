package dev.eventgateway.function;

import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time span as documents have it: a whole number and {@code ms}, {@code s}, {@code m} or {@code h}. It stays as it was written,
 * so that who wrote it reads the same; that it is one at all, {@link #millis} tells.
 *
 * @param text for example {@code 500ms}, {@code 30s} or {@code 5m}
 */
public record TimeSpan(String text) {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
    private static final Map<String, Long> UNITS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);

    /** {@return so many milliseconds} */
    public static TimeSpan ofMillis(long millis) {
        return new TimeSpan(millis + "ms");
    }

    /** {@return the milliseconds; empty if the text is no time span} */
    public OptionalLong millis() {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? OptionalLong.of(Long.parseLong(matcher.group(1)) * UNITS.getOrDefault(matcher.group(2), 0L))
                : OptionalLong.empty();
    }

    /** {@return whether this is a time span from {@code least} to {@code most} milliseconds} */
    public boolean isWithin(long least, long most) {
        long millis = millis().orElse(-1);
        return millis >= 0 && millis >= least && millis <= most;
    }

    @Override
    public String toString() {
        return text;
    }
}
