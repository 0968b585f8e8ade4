package dev.eventgateway.server.settings;

import dev.eventgateway.event.SpecVersion;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** From a setting's text to its value; each failure says what was expected. */
final class Converters {

    private static final Pattern QUANTITY = Pattern.compile("([0-9]{1,10})\\s*([A-Za-z]*)");
    private static final Map<String, Long> SIZES = Map.of(
            "",
            1L,
            "b",
            1L,
            "kb",
            1_000L,
            "mb",
            1_000_000L,
            "gb",
            1_000_000_000L,
            "kib",
            1L << 10,
            "mib",
            1L << 20,
            "gib",
            1L << 30);
    private static final Map<String, Long> TIMES = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);

    private Converters() {}

    /** A TCP port. */
    static final class Port implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return (int) whole(text, 0, 65_535, "expected a port from 0 (any free one) to 65535");
        }
    }

    /** A number of things. */
    static final class Count implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return (int) whole(text, 1, 1_000_000, "expected a number from 1 to 1000000");
        }
    }

    /** A number of bytes that fits into an array. */
    static final class Size implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            String expected = "expected a size up to 1GiB, such as 512KiB or 10MiB";
            return (int) within(quantity(text, SIZES, expected), 1, 1 << 30, expected);
        }
    }

    /** A length of time. */
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            String expected = "expected a time up to 24h, such as 500ms, 25s or 2m";
            return Duration.ofMillis(within(quantity(text, TIMES, expected), 1, 86_400_000, expected));
        }
    }

    /** A word out of an enumeration, in any case; the help of the first Event Gateway said err. */
    static final class Level implements ITypeConverter<Settings.Logging.Level> {
        @Override
        public Settings.Logging.Level convert(String text) {
            return text.equalsIgnoreCase("err")
                    ? Settings.Logging.Level.ERROR
                    : word(Settings.Logging.Level.class, text, "expected debug, info, warn or error");
        }
    }

    /** A word out of an enumeration, in any case; none is the same as no flag. */
    static final class Format implements ITypeConverter<Settings.Logging.@Nullable Format> {
        @Override
        public Settings.Logging.@Nullable Format convert(String text) {
            return text.isEmpty() ? null : word(Settings.Logging.Format.class, text, "expected text or json");
        }
    }

    /** A version of CloudEvents that the gateway's own events may have. */
    static final class CloudEventsVersion implements ITypeConverter<SpecVersion> {
        @Override
        public SpecVersion convert(String text) {
            return ownVersion(text);
        }
    }

    /** Yes or no. */
    static final class Choice implements ITypeConverter<Boolean> {
        @Override
        public Boolean convert(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "1" -> true;
                case "false", "0" -> false;
                default -> throw new TypeConversionException("expected true or false");
            };
        }
    }

    private static SpecVersion ownVersion(String text) {
        return SpecVersion.of(text)
                .filter(version -> version != SpecVersion.V0_3)
                .orElseThrow(() -> new TypeConversionException("expected 1.0 or 0.1"));
    }

    private static <E extends Enum<E>> E word(Class<E> type, String text, String expected) {
        try {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new TypeConversionException(expected);
        }
    }

    private static long whole(String text, long least, long most, String expected) {
        return within(quantity(text, Map.of("", 1L), expected), least, most, expected);
    }

    private static long quantity(String text, Map<String, Long> units, String expected) {
        Matcher matcher = QUANTITY.matcher(text.strip());
        Long unit = matcher.matches() ? units.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw new TypeConversionException(expected);
        }
        long number = Long.parseLong(matcher.group(1));
        return number > Long.MAX_VALUE / unit ? Long.MAX_VALUE : number * unit;
    }

    private static long within(long value, long least, long most, String expected) {
        if (value < least || value > most) {
            throw new TypeConversionException(expected);
        }
        return value;
    }
}
