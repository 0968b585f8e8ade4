package dev.eventgateway.routing;

import java.util.Optional;

/**
 * The event types with what is indexed of them.
 *
 * @param byName the event types
 * @param authorizers which functions decide on any
 * @param unreadable those of which only the name is known
 */
record EventTypes(SpaceMap<String, EventType> byName, Uses authorizers, SpaceMap<String, DocumentId> unreadable) {

    static final EventTypes EMPTY = new EventTypes(SpaceMap.empty(), Uses.NONE, SpaceMap.empty());

    EventTypes with(EventType added) {
        String space = added.space();
        EventTypes others = without(space, added.name());
        return new EventTypes(
                byName.with(space, added.name(), added),
                added.authorizerId()
                        .map(id -> others.authorizers.with(space, id))
                        .orElse(others.authorizers),
                others.unreadable);
    }

    EventTypes withUnreadable(DocumentId id) {
        return new EventTypes(byName, authorizers, unreadable.with(id.space(), id.id(), id));
    }

    EventTypes without(String space, String name) {
        Uses others = byName.get(space, name)
                .flatMap(EventType::authorizerId)
                .map(id -> authorizers.without(space, id))
                .orElse(authorizers);
        return new EventTypes(byName.without(space, name), others, unreadable.without(space, name));
    }

    boolean isUnreadable(String space, String name) {
        return unreadable.get(space, name).isPresent();
    }

    Optional<EventType> authorizedBy(String space, String functionId) {
        if (!authorizers.contains(space, functionId)) {
            return Optional.empty();
        }
        return byName.first(space, type -> type.authorizerId().equals(Optional.of(functionId)));
    }
}
