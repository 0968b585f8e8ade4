package dev.eventgateway.routing;

import java.util.Optional;

/**
 * The event types with what is indexed of them.
 *
 * @param byName the event types
 * @param authorizers which functions decide on any
 */
record EventTypes(SpaceMap<String, EventType> byName, Uses authorizers) {

    static final EventTypes EMPTY = new EventTypes(SpaceMap.empty(), Uses.NONE);

    EventTypes with(EventType added) {
        String space = added.space();
        Uses others = without(space, added.name()).authorizers;
        return new EventTypes(
                byName.with(space, added.name(), added),
                added.authorizerId().map(id -> others.with(space, id)).orElse(others));
    }

    EventTypes without(String space, String name) {
        Uses others = byName.get(space, name)
                .flatMap(EventType::authorizerId)
                .map(id -> authorizers.without(space, id))
                .orElse(authorizers);
        return new EventTypes(byName.without(space, name), others);
    }

    Optional<EventType> authorizedBy(String space, String functionId) {
        if (!authorizers.contains(space, functionId)) {
            return Optional.empty();
        }
        return byName.first(space, type -> type.authorizerId().equals(Optional.of(functionId)));
    }
}
