package dev.eventgateway.routing;

import dev.eventgateway.function.FunctionSpec;
import java.util.Map;
import java.util.Optional;

/**
 * An event type that subscriptions may name.
 *
 * @param space the space it belongs to
 * @param name for example {@code user.created}
 * @param authorizerId the function of the same space that decides on each such event
 * @param authorizerCache how long it is not asked again; it is asked for each event where this is empty
 * @param metadata the registrant's own notes
 */
public record EventType(
        String space,
        String name,
        Optional<String> authorizerId,
        Optional<AuthorizerCache> authorizerCache,
        Map<String, String> metadata) {

    /** Copies {@code metadata}. */
    public EventType {
        metadata = Map.copyOf(metadata);
    }

    /** An event type whose authorizer, if it has one, is asked for each event. */
    public EventType(String space, String name, Optional<String> authorizerId, Map<String, String> metadata) {
        this(space, name, authorizerId, Optional.empty(), metadata);
    }

    /** {@return an event type of the default space, without authorizer} */
    public static EventType of(String name) {
        return new EventType(FunctionSpec.DEFAULT_SPACE, name, Optional.empty(), Map.of());
    }
}
