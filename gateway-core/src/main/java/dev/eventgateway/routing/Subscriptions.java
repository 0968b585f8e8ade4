package dev.eventgateway.routing;

/**
 * The subscriptions with all that is indexed of them.
 *
 * @param byId the subscriptions
 * @param byFunction who calls which function
 * @param byEventType who names which event type
 * @param sync the routes of the synchronous ones
 * @param async the routes of the asynchronous ones
 */
record Subscriptions(
        SpaceMap<String, Subscription> byId,
        Users<Subscription> byFunction,
        Users<Subscription> byEventType,
        Routes sync,
        Routes async) {

    static final Subscriptions EMPTY =
            new Subscriptions(SpaceMap.empty(), Users.none(), Users.none(), Routes.EMPTY, Routes.EMPTY);

    Subscriptions with(Subscription added, String id) {
        return without(added.space(), id).withNew(added, id);
    }

    Subscriptions without(String space, String id) {
        return byId.get(space, id).map(old -> withoutOld(old, id)).orElse(this);
    }

    private Subscriptions withNew(Subscription added, String id) {
        PathPattern pattern = PathPattern.parse(added.path());
        Route route = new Route(added, id, PathParameters.of(pattern));
        String space = added.space();
        return new Subscriptions(
                byId.with(space, id, added),
                byFunction.with(space, added.functionId(), id, added),
                byEventType.with(space, added.eventType(), id, added),
                added.type() == Subscription.Type.SYNC ? sync.with(route, pattern) : sync,
                added.type() == Subscription.Type.ASYNC ? async.with(route, pattern) : async);
    }

    private Subscriptions withoutOld(Subscription removed, String id) {
        PathPattern pattern = PathPattern.parse(removed.path());
        Route route = new Route(removed, id, PathParameters.NONE);
        String space = removed.space();
        return new Subscriptions(
                byId.without(space, id),
                byFunction.without(space, removed.functionId(), id),
                byEventType.without(space, removed.eventType(), id),
                removed.type() == Subscription.Type.SYNC ? sync.without(route, pattern) : sync,
                removed.type() == Subscription.Type.ASYNC ? async.without(route, pattern) : async);
    }
}
