package dev.eventgateway.routing;

import java.util.Comparator;

/**
 * A subscription as a leaf of the routes, ordered by space and id.
 *
 * @param subscription the subscription
 * @param id its id, computed once
 * @param parameters the parameters of its path
 */
record Route(Subscription subscription, String id, PathParameters parameters) implements Comparable<Route> {

    private static final Comparator<Route> ORDER =
            Comparator.comparing((Route route) -> route.subscription.space()).thenComparing(Route::id);

    /** {@return where an event at this path goes by this route} */
    Target target(RequestPath path) {
        return new Target(subscription, parameters.values(path));
    }

    @Override
    public int compareTo(Route other) {
        return ORDER.compare(this, other);
    }

    /** The id and the parameters follow from the subscription. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Route that && subscription.equals(that.subscription);
    }

    @Override
    public int hashCode() {
        return subscription.hashCode();
    }
}
