package dev.eventgateway.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * Subscriptions by method, event type and path.
 *
 * @param methods by HTTP method
 */
record Routes(TreePMap<String, TypeRoutes> methods) {

    static final Routes EMPTY = new Routes(TreePMap.empty());

    /** {@return these routes with another; one of the same space and id, if there, is at the same place and makes room} */
    Routes with(Route route, PathPattern pattern) {
        return changed(
                route.subscription(), pattern, routes -> routes.minus(route).plus(route));
    }

    Routes without(Route route, PathPattern pattern) {
        return changed(route.subscription(), pattern, routes -> routes.minus(route));
    }

    /** {@return the route with the most specific path, of those the one with the most specific event type} */
    Optional<Route> first(String method, String eventType, RequestPath path) {
        PathSearch<Route> best = null;
        Route route = null;
        for (PathNode<Route> tree : trees(method, eventType)) {
            PathSearch<Route> search = new PathSearch<>(tree, path);
            TreePSet<Route> found = search.next();
            if (found != null && (best == null || search.isMoreSpecificThan(best))) {
                best = search;
                route = found.first();
            }
        }
        return Optional.ofNullable(route);
    }

    /** {@return every route that matches, in the order of space and id} */
    List<Route> all(String method, String eventType, RequestPath path) {
        List<PathNode<Route>> trees = trees(method, eventType);
        if (trees.isEmpty()) {
            return List.of();
        }
        List<Route> all = new ArrayList<>();
        for (PathNode<Route> tree : trees) {
            addAll(new PathSearch<>(tree, path), all);
        }
        all.sort(null);
        return all;
    }

    private static void addAll(PathSearch<Route> search, List<Route> all) {
        for (TreePSet<Route> found = search.next(); found != null; found = search.next()) {
            all.addAll(found);
        }
    }

    private List<PathNode<Route>> trees(String method, String eventType) {
        TypeRoutes types = methods.get(method);
        return types == null ? List.of() : types.matching(eventType);
    }

    private Routes changed(Subscription subscription, PathPattern pattern, UnaryOperator<TreePSet<Route>> change) {
        String method = subscription.method();
        @Nullable TypeRoutes old = methods.get(method);
        TypeRoutes types = (old == null ? TypeRoutes.EMPTY : old)
                .changed(subscription.eventType(), tree -> tree.changed(pattern, change));
        return new Routes(types.isEmpty() ? methods.minus(method) : methods.plus(method, types));
    }
}
