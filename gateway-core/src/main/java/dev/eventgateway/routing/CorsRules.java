package dev.eventgateway.routing;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * The CORS rules, and where each applies.
 *
 * @param byId the rules
 * @param methods the trees of their paths, by HTTP method; none is empty
 */
record CorsRules(SpaceMap<String, CorsRule> byId, TreePMap<String, PathNode<Leaf>> methods) {

    static final CorsRules EMPTY = new CorsRules(SpaceMap.empty(), TreePMap.empty());

    /** {@return the rule with the most specific path that matches; of equal ones the one with the smallest space and id} */
    Optional<CorsRule> first(String method, String rawPath) {
        PathNode<Leaf> tree = methods.get(method);
        TreePSet<Leaf> found = tree == null ? null : new PathSearch<>(tree, new RequestPath(rawPath)).next();
        return found == null ? Optional.empty() : Optional.of(found.first().rule());
    }

    /** {@return these with one that has the given id; it replaces the one that has it} */
    CorsRules with(CorsRule added, String id) {
        Leaf leaf = new Leaf(added, id);
        return new CorsRules(
                byId.with(added.space(), id, added),
                changed(added, leaves -> leaves.minus(leaf).plus(leaf)));
    }

    CorsRules without(String space, String id) {
        return byId.get(space, id).map(removed -> without(removed, id)).orElse(this);
    }

    private CorsRules without(CorsRule removed, String id) {
        Leaf leaf = new Leaf(removed, id);
        return new CorsRules(byId.without(removed.space(), id), changed(removed, leaves -> leaves.minus(leaf)));
    }

    private TreePMap<String, PathNode<Leaf>> changed(CorsRule rule, UnaryOperator<TreePSet<Leaf>> change) {
        @Nullable PathNode<Leaf> old = methods.get(rule.method());
        PathNode<Leaf> tree =
                (old == null ? PathNode.<Leaf>empty() : old).changed(PathPattern.parse(rule.path()), change);
        return tree.isEmpty() ? methods.minus(rule.method()) : methods.plus(rule.method(), tree);
    }

    /**
     * A rule as a leaf of a tree, ordered by space and id: two of them are the same leaf, whatever else they say.
     *
     * @param rule the rule
     * @param id its id, computed once
     */
    record Leaf(CorsRule rule, String id) implements Comparable<Leaf> {

        @Override
        public int compareTo(Leaf other) {
            int order = rule.space().compareTo(other.rule.space());
            return order != 0 ? order : id.compareTo(other.id);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Leaf that && rule.equals(that.rule);
        }

        @Override
        public int hashCode() {
            return rule.hashCode();
        }
    }
}
