package dev.eventgateway.routing;

/**
 * The event types with the index that their authorizers need.
 *
 * @param byName the event types
 * @param byAuthorizer who decides on which
 */
record EventTypes(SpaceMap<String, EventType> byName, Users<EventType> byAuthorizer) {

    static final EventTypes EMPTY = new EventTypes(SpaceMap.empty(), Users.none());

    EventTypes with(EventType added) {
        String space = added.space();
        Users<EventType> others = without(space, added.name()).byAuthorizer;
        Users<EventType> users = added.authorizerId()
                .map(id -> others.with(space, id, added.name(), added))
                .orElse(others);
        return new EventTypes(byName.with(space, added.name(), added), users);
    }

    EventTypes without(String space, String name) {
        Users<EventType> others = byName.get(space, name)
                .flatMap(EventType::authorizerId)
                .map(id -> byAuthorizer.without(space, id, name))
                .orElse(byAuthorizer);
        return new EventTypes(byName.without(space, name), others);
    }
}
