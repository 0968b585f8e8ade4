package dev.eventgateway.routing;

import dev.eventgateway.routing.PathPattern.Kind;
import dev.eventgateway.routing.PathPattern.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * A node of the persistent tree of paths, one level per segment. Parameters have no names here, each route knows its own.
 *
 * @param <R> the routes at its ends
 * @param statics the children that match one text
 * @param parameter the child that matches any text
 * @param ends the routes whose path ends here
 * @param wildcards the routes whose path goes on with a wildcard
 */
record PathNode<R extends Comparable<? super R>>(
        TreePMap<String, PathNode<R>> statics,
        @Nullable PathNode<R> parameter,
        TreePSet<R> ends,
        TreePSet<R> wildcards) {

    /** {@return a node that matches nothing} */
    static <R extends Comparable<? super R>> PathNode<R> empty() {
        TreePSet<R> none = TreePSet.empty();
        return new PathNode<>(TreePMap.empty(), null, none, none);
    }

    /**
     * {@return this tree with the routes of one path changed; shares all that is not on the way there, and nodes that lead
     * nowhere any more are gone}
     */
    PathNode<R> changed(PathPattern pattern, UnaryOperator<TreePSet<R>> change) {
        // No recursion: a path has up to two thousand segments, and the caller's stack is unknown.
        List<Segment> segments = pattern.segments();
        boolean wildcard = segments.get(segments.size() - 1).kind() == Kind.WILDCARD;
        int depth = wildcard ? segments.size() - 1 : segments.size();
        List<PathNode<R>> way = way(segments, depth);
        PathNode<R> last = way.get(depth);
        PathNode<R> node =
                wildcard ? last.withWildcards(change.apply(last.wildcards)) : last.withEnds(change.apply(last.ends));
        for (int level = depth - 1; level >= 0; level--) {
            node = way.get(level).withChild(segments.get(level), node);
        }
        return node;
    }

    boolean isEmpty() {
        return statics.isEmpty() && parameter == null && ends.isEmpty() && wildcards.isEmpty();
    }

    private List<PathNode<R>> way(List<Segment> segments, int depth) {
        List<PathNode<R>> way = new ArrayList<>(depth + 1);
        way.add(this);
        for (int level = 0; level < depth; level++) {
            way.add(way.get(level).childOrEmpty(segments.get(level)));
        }
        return way;
    }

    private PathNode<R> childOrEmpty(Segment segment) {
        PathNode<R> child = segment.kind() == Kind.STATIC ? statics.get(segment.text()) : parameter;
        return child == null ? empty() : child;
    }

    private PathNode<R> withChild(Segment segment, PathNode<R> child) {
        if (segment.kind() == Kind.PARAMETER) {
            return new PathNode<>(statics, child.isEmpty() ? null : child, ends, wildcards);
        }
        String text = segment.text();
        return new PathNode<>(
                child.isEmpty() ? statics.minus(text) : statics.plus(text, child), parameter, ends, wildcards);
    }

    private PathNode<R> withEnds(TreePSet<R> changed) {
        return new PathNode<>(statics, parameter, changed, wildcards);
    }

    private PathNode<R> withWildcards(TreePSet<R> changed) {
        return new PathNode<>(statics, parameter, ends, changed);
    }
}
