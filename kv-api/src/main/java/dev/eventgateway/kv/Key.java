package dev.eventgateway.kv;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A place in the store: one or more segments. A segment is any non-empty text without {@code /}, other than {@code .}
 * and {@code ..}, that is well-formed Unicode; back ends escape what their store cannot carry. Immutable; ordered by
 * segments, each compared by UTF-16 code units.
 *
 * @param segments at least one; no more than {@link #MAX_BYTES} in all
 */
public record Key(List<String> segments) implements Comparable<Key> {

    /** The longest key, in UTF-8 bytes of its {@linkplain #toString text form}. */
    public static final int MAX_BYTES = 16 * 1024;

    /**
     * @throws KvException with {@link KvException.Reason#INVALID} if the segments break the rules above
     */
    public Key {
        segments = List.copyOf(segments);
        if (segments.isEmpty()) {
            throw invalid("a key needs at least one segment");
        }
        segments.forEach(Key::requireSegment);
        if (String.join("/", segments).getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw invalid("key is longer than " + MAX_BYTES + " bytes: " + shortened(segments.get(0)) + "/…");
        }
    }

    /** {@return the key that {@code text} names: segments joined by {@code /}, none at either end} */
    public static Key of(String text) {
        return new Key(List.of(text.split("/", -1)));
    }

    /** {@return this key with one more segment} */
    public Key child(String segment) {
        List<String> longer = new ArrayList<>(segments);
        longer.add(segment);
        return new Key(longer);
    }

    /** {@return this key with the segments of {@code rest} behind its own} */
    public Key append(Key rest) {
        List<String> longer = new ArrayList<>(segments);
        longer.addAll(rest.segments);
        return new Key(longer);
    }

    /** {@return whether this key is {@code prefix} or lies below it: {@code a/b} below {@code a}, {@code ab} not} */
    public boolean startsWith(Key prefix) {
        return segments.size() >= prefix.segments.size()
                && segments.subList(0, prefix.segments.size()).equals(prefix.segments);
    }

    /** {@return the last segment} */
    public String name() {
        return segments.get(segments.size() - 1);
    }

    @Override
    public int compareTo(Key other) {
        int shared = Math.min(segments.size(), other.segments.size());
        for (int i = 0; i < shared; i++) {
            int order = segments.get(i).compareTo(other.segments.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(segments.size(), other.segments.size());
    }

    /** {@return the segments joined by {@code /}} */
    @Override
    public String toString() {
        return String.join("/", segments);
    }

    private static void requireSegment(String segment) {
        if (segment.isEmpty() || segment.equals(".") || segment.equals("..") || segment.indexOf('/') >= 0) {
            throw invalid("key segment \"" + shortened(segment)
                    + "\": expected text without \"/\", not empty, \".\" or \"..\"");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(segment)) {
            throw invalid(
                    "key segment \"" + shortened(segment) + "\": expected well-formed Unicode, found a lone surrogate");
        }
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    private static KvException invalid(String message) {
        return new KvException(KvException.Reason.INVALID, message);
    }
}
