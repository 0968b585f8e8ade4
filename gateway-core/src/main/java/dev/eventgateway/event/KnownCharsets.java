package dev.eventgateway.event;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The charsets of this JVM by all their names. {@link Charset#forName} searches the class path for a name that it does not know:
 * that takes a fifth of a millisecond on an I/O thread, and any sender could have it done.
 */
final class KnownCharsets {

    private static final Map<String, Charset> BY_NAME = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    static {
        for (Charset charset : Charset.availableCharsets().values()) {
            BY_NAME.put(charset.name(), charset);
            charset.aliases().forEach(alias -> BY_NAME.putIfAbsent(alias, charset));
        }
    }

    private KnownCharsets() {}

    /** {@return the charset of that name, in any case; empty if there is none} */
    static Optional<Charset> named(String name) {
        return name.equalsIgnoreCase("utf-8")
                ? Optional.of(StandardCharsets.UTF_8)
                : Optional.ofNullable(BY_NAME.get(name));
    }
}
