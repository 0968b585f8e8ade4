package dev.eventgateway.routing;

import dev.eventgateway.event.OwnEvents;
import java.util.Optional;
import org.pcollections.TreePMap;

/**
 * The subscriptions with what is indexed of them.
 *
 * @param byId the subscriptions
 * @param functions which functions any may call
 * @param eventTypes which event types any names
 * @param sync the routes of the synchronous ones
 * @param async the routes of the asynchronous ones
 * @param observers of these, by space, the routes of those that observe the gateway itself; no space without any
 */
record Subscriptions(
        SpaceMap<String, Subscription> byId,
        Uses functions,
        Uses eventTypes,
        Routes sync,
        Routes async,
        TreePMap<String, Routes> observers) {

    static final Subscriptions EMPTY =
            new Subscriptions(SpaceMap.empty(), Uses.NONE, Uses.NONE, Routes.EMPTY, Routes.EMPTY, TreePMap.empty());

    /** {@return these with one that has the given id; it replaces the one that has it} */
    Subscriptions with(Subscription added, String id) {
        String space = added.space();
        PathPattern pattern = PathPattern.parse(added.path());
        Route route = new Route(added, id, PathParameters.of(pattern));
        Optional<Subscription> old = byId.get(space, id);
        return new Subscriptions(
                byId.with(space, id, added),
                with(added, old.map(this::functionsWithout).orElse(functions)),
                old.isPresent() ? eventTypes : eventTypes.with(space, added.eventType()),
                added.type() == Subscription.Type.SYNC ? sync.with(route, pattern) : sync,
                added.type() == Subscription.Type.ASYNC ? async.with(route, pattern) : async,
                observes(added) ? observers.plus(space, observers(space).with(route, pattern)) : observers);
    }

    Subscriptions without(String space, String id) {
        return byId.get(space, id).map(removed -> without(removed, id)).orElse(this);
    }

    Optional<Subscription> userOfFunction(String space, String functionId) {
        if (!functions.contains(space, functionId)) {
            return Optional.empty();
        }
        return byId.first(space, each -> each.functions().anyMatch(functionId::equals));
    }

    Optional<Subscription> userOfEventType(String space, String name) {
        if (!eventTypes.contains(space, name)) {
            return Optional.empty();
        }
        return byId.first(space, each -> each.eventType().equals(name));
    }

    private Subscriptions without(Subscription removed, String id) {
        String space = removed.space();
        PathPattern pattern = PathPattern.parse(removed.path());
        Route route = new Route(removed, id, PathParameters.NONE);
        return new Subscriptions(
                byId.without(space, id),
                functionsWithout(removed),
                eventTypes.without(space, removed.eventType()),
                removed.type() == Subscription.Type.SYNC ? sync.without(route, pattern) : sync,
                removed.type() == Subscription.Type.ASYNC ? async.without(route, pattern) : async,
                observes(removed) ? withoutObserver(route, pattern) : observers);
    }

    private static Uses with(Subscription added, Uses functions) {
        return added.functions().reduce(functions, (uses, id) -> uses.with(added.space(), id), (one, other) -> other);
    }

    private Uses functionsWithout(Subscription removed) {
        return removed.functions()
                .reduce(functions, (uses, id) -> uses.without(removed.space(), id), (one, other) -> other);
    }

    /** {@return the routes of a space's subscriptions to what the gateway tells about itself} */
    Routes observers(String space) {
        return observers.getOrDefault(space, Routes.EMPTY);
    }

    private TreePMap<String, Routes> withoutObserver(Route route, PathPattern pattern) {
        String space = route.subscription().space();
        Routes rest = observers(space).without(route, pattern);
        return rest.methods().isEmpty() ? observers.minus(space) : observers.plus(space, rest);
    }

    private static boolean observes(Subscription subscription) {
        return subscription.type() == Subscription.Type.ASYNC
                && subscription.eventType().startsWith(OwnEvents.TYPES);
    }
}
