package dev.eventgateway.plugin;

import dev.eventgateway.function.TimeSpan;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The settings of one plugin: names and texts. Immutable. What cannot be used is an {@link IllegalArgumentException} that says why. */
public final class PluginConfig {

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(B|KiB|MiB|GiB)?");
    private static final Map<String, Long> UNITS = Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

    private final Map<String, String> settings;

    private PluginConfig(Map<String, String> settings) {
        this.settings = Map.copyOf(settings);
    }

    /** {@return a configuration of those settings} */
    public static PluginConfig of(Map<String, String> settings) {
        return new PluginConfig(settings);
    }

    /** {@return the names of all settings, those that the gateway itself reads left out} */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(settings.keySet());
        names.removeAll(PluginRules.SETTINGS);
        return names;
    }

    /** Requires that no other settings are there: a name that is mistyped should not go unnoticed. */
    public void requireOnly(String... known) {
        Set<String> unknown = names();
        unknown.removeAll(Arrays.asList(known));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("setting \"" + unknown.iterator().next()
                    + "\" is unknown, expected one of " + String.join(", ", known));
        }
    }

    /** {@return a setting's text, empty if it is not there} */
    public Optional<String> text(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    /** {@return a setting's text, which must be there} */
    public String required(String name) {
        return text(name).orElseThrow(() -> new IllegalArgumentException("setting \"" + name + "\" is missing"));
    }

    /** {@return a whole number from {@code least} to {@code most}} */
    public int number(String name, int fallback, int least, int most) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return fallback;
        }
        int number = text.get().matches("[0-9]{1,9}") ? Integer.parseInt(text.get()) : -1;
        if (number < least || number > most) {
            throw wrong(name, "a number from " + least + " to " + most);
        }
        return number;
    }

    /** {@return a length of time, such as {@code 500ms} or {@code 5s}} */
    public Duration time(String name, Duration fallback) {
        return text(name)
                .map(text -> new TimeSpan(text)
                        .millis().stream()
                                .filter(millis -> millis > 0)
                                .mapToObj(Duration::ofMillis)
                                .findFirst()
                                .orElseThrow(() -> wrong(name, "a time such as 500ms, 5s or 2m")))
                .orElse(fallback);
    }

    /** {@return a number of bytes, such as {@code 512KiB} or {@code 8MiB}} */
    public long size(String name, long fallback) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return fallback;
        }
        Matcher matcher = SIZE.matcher(text.get());
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw wrong(name, "a size such as 512KiB or 8MiB");
        }
        String unit = Optional.ofNullable(matcher.group(2)).orElse("B");
        return Long.parseLong(matcher.group(1)) * UNITS.getOrDefault(unit, 1L);
    }

    /** {@return one of the constants of an enumeration, in lower case} */
    public <E extends Enum<E>> E choice(String name, E fallback) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return fallback;
        }
        E[] all = fallback.getDeclaringClass().getEnumConstants();
        return Arrays.stream(all)
                .filter(each -> lower(each).equals(text.get()))
                .findFirst()
                .orElseThrow(() -> wrong(
                        name,
                        String.join(
                                " or ",
                                Arrays.stream(all).map(PluginConfig::lower).toList())));
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    /** {@return this configuration with further settings, which win} */
    PluginConfig with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.putAll(more);
        return new PluginConfig(all);
    }

    /** The value may be a secret in a wrong place. */
    private static IllegalArgumentException wrong(String name, String expected) {
        return new IllegalArgumentException("setting \"" + name + "\": expected " + expected);
    }

    /** {@return the names only: values may be secrets} */
    @Override
    public String toString() {
        return new TreeSet<>(settings.keySet()).toString();
    }
}
