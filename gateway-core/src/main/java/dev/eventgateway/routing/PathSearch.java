package dev.eventgateway.routing;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePSet;

/**
 * Walks the nodes of one tree that match one request path, the most specific first: at each segment the static child, then
 * the parameter, then the wildcard. A node belongs to one depth and is reached over one parent, so none is visited twice: a
 * search costs at most the part of the tree that matches the path segment by segment, whatever the path looks like.
 *
 * @param <R> the routes of the tree
 */
final class PathSearch<R extends Comparable<? super R>> {

    private static final byte START = 0;
    private static final byte STATIC = 1;
    private static final byte PARAMETER = 2;
    private static final byte WILDCARD = 3;

    private final RequestPath path;

    @SuppressWarnings({"unchecked", "rawtypes"}) // there is no other way to an array of a generic type
    private PathNode<R>[] nodes = new PathNode[8];

    /** What was tried last at each depth; together it says how specific the match found is. */
    private byte[] choices = new byte[8];

    private int depth;

    PathSearch(PathNode<R> tree, RequestPath path) {
        this.path = path;
        nodes[0] = tree;
    }

    /** {@return the routes of the next path that matches, null if there is none} */
    @Nullable
    TreePSet<R> next() {
        while (depth >= 0) {
            TreePSet<R> found = step();
            if (found != null && !found.isEmpty()) {
                return found;
            }
        }
        return null;
    }

    /** {@return whether what this search found last is more specific than what the other, on the same path, found last} */
    boolean isMoreSpecificThan(PathSearch<R> other) {
        return Arrays.compare(choices, 0, depth + 1, other.choices, 0, other.depth + 1) < 0;
    }

    private @Nullable TreePSet<R> step() {
        PathNode<R> node = nodes[depth];
        boolean atEnd = !path.has(depth);
        return switch (++choices[depth]) {
            case STATIC -> atEnd ? node.ends() : descend(node.statics().get(path.segment(depth)));
            case PARAMETER -> atEnd || path.segment(depth).isEmpty() ? null : descend(node.parameter());
            case WILDCARD -> atEnd ? null : node.wildcards();
            default -> ascend();
        };
    }

    private @Nullable TreePSet<R> ascend() {
        depth--;
        return null;
    }

    private @Nullable TreePSet<R> descend(@Nullable PathNode<R> child) {
        if (child != null) {
            depth++;
            makeRoom();
            nodes[depth] = child;
            choices[depth] = START;
        }
        return null;
    }

    private void makeRoom() {
        if (depth == nodes.length) {
            nodes = Arrays.copyOf(nodes, depth * 2);
            choices = Arrays.copyOf(choices, depth * 2);
        }
    }
}
