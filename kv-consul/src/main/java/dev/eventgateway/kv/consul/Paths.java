package dev.eventgateway.kv.consul;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.spi.SegmentForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where keys stand among Consul's keys, and back. Every key has a place of its own; what others left there is no key.
 *
 * <p>To Consul a key is flat text and a prefix is how it begins: below {@code a} it also finds {@code ab}. So whoever
 * asks for a tree must leave out what {@link #key} or {@link Key#startsWith} tells to be elsewhere.
 */
final class Paths {

    /** What needs no more escaping in a key of Consul's and in a URL. */
    static final SegmentForm SEGMENT = new SegmentForm(Paths::isPlain);

    private static final String OTHERS = "_.,-";

    private final String root;

    Paths(Key prefix) {
        root = escaped(prefix) + "/";
    }

    String path(Key key) {
        return root + escaped(key);
    }

    /**
     * {@return where it stands which life of the store this is} No key stands there, as {@code i} is no hexadecimal
     * digit.
     */
    String mark() {
        return root + "=incarnation";
    }

    /** {@return the key that stands at {@code path}; empty if it is no place of a key} */
    Optional<Key> key(String path) {
        if (!path.startsWith(root)) {
            return Optional.empty();
        }
        List<String> segments = new ArrayList<>();
        for (String text : path.substring(root.length()).split("/", -1)) {
            Optional<String> segment = SEGMENT.unescaped(text);
            if (segment.isEmpty()) {
                return Optional.empty();
            }
            segments.add(segment.get());
        }
        return key(segments);
    }

    private static Optional<Key> key(List<String> segments) {
        try {
            return Optional.of(new Key(segments));
        } catch (KvException foreign) {
            return Optional.empty();
        }
    }

    private static String escaped(Key key) {
        return key.segments().stream().map(SEGMENT::escaped).collect(Collectors.joining("/"));
    }

    private static boolean isPlain(int character) {
        return isWithin(character, 'a', 'z')
                || isWithin(character, 'A', 'Z')
                || isWithin(character, '0', '9')
                || OTHERS.indexOf(character) >= 0;
    }

    private static boolean isWithin(int character, char first, char last) {
        return character >= first && character <= last;
    }
}
