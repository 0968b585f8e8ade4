package dev.eventgateway.routing;

import dev.eventgateway.routing.PathPattern.Kind;
import dev.eventgateway.routing.PathPattern.Segment;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * A node of the persistent tree of paths, one level per segment. Parameters have no names here, each route knows its own.
 *
 * @param statics the children that match one text
 * @param parameter the child that matches any text
 * @param ends the routes whose path ends here
 * @param wildcards the routes whose path goes on with a wildcard
 */
record PathNode(
        TreePMap<String, PathNode> statics,
        @Nullable PathNode parameter,
        TreePSet<Route> ends,
        TreePSet<Route> wildcards) {

    /** Matches nothing. */
    static final PathNode EMPTY = new PathNode(TreePMap.empty(), null, TreePSet.empty(), TreePSet.empty());

    /**
     * {@return this tree with the routes of one path changed; shares all that is not on the way there, and nodes that lead
     * nowhere any more are gone}
     */
    PathNode changed(PathPattern pattern, UnaryOperator<TreePSet<Route>> change) {
        // No recursion: a path has up to two thousand segments, and the caller's stack is unknown.
        List<Segment> segments = pattern.segments();
        boolean wildcard = segments.get(segments.size() - 1).kind() == Kind.WILDCARD;
        int depth = wildcard ? segments.size() - 1 : segments.size();
        PathNode[] way = way(segments, depth);
        PathNode node = wildcard
                ? way[depth].withWildcards(change.apply(way[depth].wildcards))
                : way[depth].withEnds(change.apply(way[depth].ends));
        for (int level = depth - 1; level >= 0; level--) {
            node = way[level].withChild(segments.get(level), node);
        }
        return node;
    }

    boolean isEmpty() {
        return statics.isEmpty() && parameter == null && ends.isEmpty() && wildcards.isEmpty();
    }

    private PathNode[] way(List<Segment> segments, int depth) {
        PathNode[] way = new PathNode[depth + 1];
        way[0] = this;
        for (int level = 0; level < depth; level++) {
            way[level + 1] = way[level].childOrEmpty(segments.get(level));
        }
        return way;
    }

    private PathNode childOrEmpty(Segment segment) {
        PathNode child = segment.kind() == Kind.STATIC ? statics.get(segment.text()) : parameter;
        return child == null ? EMPTY : child;
    }

    private PathNode withChild(Segment segment, PathNode child) {
        if (segment.kind() == Kind.PARAMETER) {
            return new PathNode(statics, child.isEmpty() ? null : child, ends, wildcards);
        }
        String text = segment.text();
        return new PathNode(
                child.isEmpty() ? statics.minus(text) : statics.plus(text, child), parameter, ends, wildcards);
    }

    private PathNode withEnds(TreePSet<Route> changed) {
        return new PathNode(statics, parameter, changed, wildcards);
    }

    private PathNode withWildcards(TreePSet<Route> changed) {
        return new PathNode(statics, parameter, ends, changed);
    }
}
