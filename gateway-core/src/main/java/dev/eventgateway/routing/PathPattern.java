package dev.eventgateway.routing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The path of a subscription, taken apart: static segments, {@code :name} parameters and a final {@code *name} wildcard. Static
 * segments are percent-decoded; one that begins with a colon or an asterisk is written with {@code %3A} or {@code %2A}.
 */
public final class PathPattern {

    /** The longest path, in characters. */
    public static final int MAX_LENGTH = 2_048;

    private final List<Segment> segments;

    private PathPattern(List<Segment> segments) {
        this.segments = segments;
    }

    /** {@return what is wrong with the path, as one line for its author; empty if it is valid} */
    public static Optional<String> problem(String path) {
        return problem(path, segmentsOf(path));
    }

    /**
     * {@return the path with its parameters' names erased and its static segments in one spelling: two paths that the same
     * requests match with the same precedence have the same shape}
     *
     * @throws IllegalArgumentException if the path has a {@link #problem(String) problem}
     */
    public static String shape(String path) {
        return parse(path).shape();
    }

    static PathPattern parse(String path) {
        List<Segment> segments = segmentsOf(path);
        problem(path, segments).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        return new PathPattern(segments);
    }

    List<Segment> segments() {
        return segments;
    }

    private String shape() {
        return segments.stream().map(Segment::shape).collect(Collectors.joining("/", "/", ""));
    }

    private static Optional<String> problem(String path, List<Segment> segments) {
        if (path.length() > MAX_LENGTH) {
            return Optional.of("path has " + path.length() + " characters, at most " + MAX_LENGTH + " are allowed");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(path)) {
            return Optional.of("path is not valid Unicode: it holds half of a surrogate pair");
        }
        if (path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
            return Optional.of(
                    "path has a \"?\" or \"#\", which never is part of a request's path: %3F and %23 stand for"
                            + " the characters themselves");
        }
        return problem(segments);
    }

    private static Optional<String> problem(List<Segment> segments) {
        Set<String> names = new HashSet<>();
        for (int index = 0; index < segments.size(); index++) {
            Segment segment = segments.get(index);
            if (segment.kind() == Kind.STATIC) {
                continue;
            }
            if (segment.kind() == Kind.WILDCARD && index < segments.size() - 1) {
                return Optional.of("wildcard must be the last parameter");
            }
            if (segment.text().isEmpty()) {
                return Optional.of(segment.kind().missingName());
            }
            if (!names.add(segment.text())) {
                return Optional.of("parameter name \"" + segment.text() + "\" is used twice");
            }
        }
        return Optional.empty();
    }

    private static List<Segment> segmentsOf(String path) {
        List<Segment> segments = new ArrayList<>();
        int from = path.startsWith("/") ? 1 : 0;
        for (int slash = path.indexOf('/', from); slash >= 0; slash = path.indexOf('/', from)) {
            segments.add(Segment.of(path.substring(from, slash)));
            from = slash + 1;
        }
        segments.add(Segment.of(path.substring(from)));
        return List.copyOf(segments);
    }

    /** What a segment matches. */
    enum Kind {
        /** The one text. */
        STATIC("", ""),
        /** Any one segment that is not empty. */
        PARAMETER(":", "%3A"),
        /** All that remains, at least one segment, which may be empty. */
        WILDCARD("*", "%2A");

        private final String sign;
        private final String escapedSign;

        Kind(String sign, String escapedSign) {
            this.sign = sign;
            this.escapedSign = escapedSign;
        }

        private String missingName() {
            return "\"" + sign + "\" needs a name, as in \"" + sign + "name\" (" + escapedSign
                    + " stands for the character itself)";
        }
    }

    /**
     * One part between slashes.
     *
     * @param kind what it matches
     * @param text the decoded text, or the name of the parameter or wildcard
     */
    record Segment(Kind kind, String text) {

        private static Segment of(String raw) {
            if (raw.startsWith(Kind.PARAMETER.sign)) {
                return new Segment(Kind.PARAMETER, raw.substring(1));
            }
            if (raw.startsWith(Kind.WILDCARD.sign)) {
                return new Segment(Kind.WILDCARD, raw.substring(1));
            }
            return new Segment(Kind.STATIC, PercentEncoding.decoded(raw));
        }

        private String shape() {
            // Escaping keeps the colon, and a static segment must not look like an erased parameter.
            return kind == Kind.STATIC
                    ? Subscription.escaped(text).replace(Kind.PARAMETER.sign, Kind.PARAMETER.escapedSign)
                    : kind.sign;
        }
    }
}
