package dev.eventgateway.routing;

import dev.eventgateway.routing.PathPattern.Kind;
import dev.eventgateway.routing.PathPattern.Segment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Where in a subscription's path its parameters stand, and how they are called. */
final class PathParameters {

    /** Of a path that has none. */
    static final PathParameters NONE = new PathParameters(new String[0], new int[0], false);

    private final String[] names;
    private final int[] positions;
    private final boolean wildcard;

    private PathParameters(String[] names, int[] positions, boolean wildcard) {
        this.names = names;
        this.positions = positions;
        this.wildcard = wildcard;
    }

    static PathParameters of(PathPattern pattern) {
        List<Segment> segments = pattern.segments();
        int[] positions = IntStream.range(0, segments.size())
                .filter(index -> segments.get(index).kind() != Kind.STATIC)
                .toArray();
        if (positions.length == 0) {
            return NONE;
        }
        String[] names = new String[positions.length];
        for (int index = 0; index < names.length; index++) {
            names[index] = segments.get(positions[index]).text();
        }
        return new PathParameters(
                names, positions, segments.get(segments.size() - 1).kind() == Kind.WILDCARD);
    }

    /** {@return the decoded values by name, in the order of the path, for a path that matches} */
    Map<String, String> values(RequestPath path) {
        if (names.length == 0) {
            return Map.of();
        }
        if (names.length == 1) {
            return Map.of(names[0], value(0, path));
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int index = 0; index < names.length; index++) {
            values.put(names[index], value(index, path));
        }
        return values;
    }

    private String value(int index, RequestPath path) {
        boolean last = index == names.length - 1;
        return last && wildcard ? path.rest(positions[index]) : path.segment(positions[index]);
    }
}
