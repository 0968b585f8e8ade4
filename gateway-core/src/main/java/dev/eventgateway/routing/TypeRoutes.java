package dev.eventgateway.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.pcollections.TreePMap;

/**
 * Trees of paths by event type.
 *
 * @param exact by the whole event type
 * @param prefixes by what an event type must begin with, the final dot included
 */
record TypeRoutes(TreePMap<String, PathNode<Route>> exact, TreePMap<String, PathNode<Route>> prefixes) {

    static final TypeRoutes EMPTY = new TypeRoutes(TreePMap.empty(), TreePMap.empty());

    /** {@return the trees that take this event type: its own first, then those of prefixes, the longest first} */
    List<PathNode<Route>> matching(String eventType) {
        PathNode<Route> own = exact.get(eventType);
        if (prefixes.isEmpty()) {
            return own == null ? List.of() : List.of(own);
        }
        List<PathNode<Route>> trees = new ArrayList<>();
        if (own != null) {
            trees.add(own);
        }
        addPrefixes(eventType, trees);
        return trees;
    }

    TypeRoutes changed(String eventType, UnaryOperator<PathNode<Route>> change) {
        if (eventType.endsWith(".*")) {
            String prefix = eventType.substring(0, eventType.length() - 1);
            return new TypeRoutes(exact, changed(prefixes, prefix, change));
        }
        return new TypeRoutes(changed(exact, eventType, change), prefixes);
    }

    boolean isEmpty() {
        return exact.isEmpty() && prefixes.isEmpty();
    }

    /**
     * Goes down from the event type in the order of text. Any prefix of it is also a prefix of what it has in common with its
     * neighbour below, so each look-up gets shorter: the number of dots in an event type does not matter.
     */
    private void addPrefixes(String eventType, List<PathNode<Route>> trees) {
        Map.Entry<String, PathNode<Route>> below = prefixes.floorEntry(eventType);
        while (below != null) {
            String prefix = below.getKey();
            if (eventType.startsWith(prefix)) {
                trees.add(below.getValue());
                below = prefixes.lowerEntry(prefix);
            } else {
                below = prefixes.floorEntry(eventType.substring(0, commonLength(eventType, prefix)));
            }
        }
    }

    private static int commonLength(String left, String right) {
        int length = 0;
        while (length < left.length() && length < right.length() && left.charAt(length) == right.charAt(length)) {
            length++;
        }
        return length;
    }

    private static TreePMap<String, PathNode<Route>> changed(
            TreePMap<String, PathNode<Route>> trees, String key, UnaryOperator<PathNode<Route>> change) {
        PathNode<Route> tree = change.apply(trees.getOrDefault(key, PathNode.empty()));
        return tree.isEmpty() ? trees.minus(key) : trees.plus(key, tree);
    }
}
