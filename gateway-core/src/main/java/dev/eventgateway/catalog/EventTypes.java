package dev.eventgateway.catalog;

import dev.eventgateway.routing.AuthorizerCache;
import dev.eventgateway.routing.DocumentId;
import dev.eventgateway.routing.DocumentId.Kind;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.routing.TableChange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What sets event types apart. */
final class EventTypes implements DocumentKind<EventType> {

    @Override
    public Kind kind() {
        return Kind.EVENT_TYPE;
    }

    @Override
    public String title() {
        return "Event Type";
    }

    @Override
    public DocumentId id(EventType eventType) {
        return new DocumentId(Kind.EVENT_TYPE, eventType.space(), eventType.name());
    }

    @Override
    public EventType parse(Fields fields, String space, Optional<String> name) {
        String written = fields.text("name");
        return new EventType(
                space,
                name.orElse(written),
                fields.optionalText("authorizerId"),
                fields.fields("authorizerCache").map(EventTypes::cache),
                fields.texts("metadata"));
    }

    private static AuthorizerCache cache(Fields fields) {
        return new AuthorizerCache(fields.text("ttl"), fields.textList("headers"));
    }

    @Override
    public Map<String, Object> stored(EventType eventType) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("space", eventType.space());
        fields.put("name", eventType.name());
        eventType.authorizerId().ifPresent(authorizer -> fields.put("authorizerId", authorizer));
        eventType.authorizerCache().ifPresent(cache -> fields.put("authorizerCache", stored(cache)));
        if (!eventType.metadata().isEmpty()) {
            fields.put("metadata", new TreeMap<>(eventType.metadata()));
        }
        return fields;
    }

    private static Map<String, Object> stored(AuthorizerCache cache) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ttl", cache.ttl());
        fields.put("headers", cache.headers());
        return fields;
    }

    @Override
    public EventType ready(EventType given, Optional<EventType> before) {
        new Rules("Type")
                .space(given.space())
                .id("Name", given.name(), "eventType")
                .authorizerCache(given.authorizerCache().flatMap(cache -> problem(given, cache)))
                .require();
        return given;
    }

    private static Optional<String> problem(EventType eventType, AuthorizerCache cache) {
        return eventType.authorizerId().isPresent()
                ? cache.problem()
                : Optional.of("expected an authorizerId beside it");
    }

    @Override
    public List<Reference> references(EventType eventType) {
        return eventType
                .authorizerId()
                .map(authorizer -> new Reference(
                        new DocumentId(Kind.FUNCTION, eventType.space(), authorizer),
                        "Authorizer function doesn't exists.",
                        true))
                .stream()
                .toList();
    }

    @Override
    public String exists(String name) {
        return "Event Type \"" + name + "\" already exists.";
    }

    @Override
    public TableChange put(EventType eventType) {
        return new TableChange.PutEventType(eventType);
    }

    @Override
    public Optional<EventType> find(RoutingTable table, String space, String name) {
        return table.eventType(space, name);
    }

    @Override
    public Map<String, String> metadata(EventType eventType) {
        return eventType.metadata();
    }

    @Override
    public List<EventType> all(RoutingTable table, String space) {
        return table.eventTypes(space);
    }

    @Override
    public Optional<Use> use(RoutingTable table, String space, String name) {
        return table.userOfEventType(space, name)
                .map(user -> new Use(
                        new DocumentId(Kind.SUBSCRIPTION, space, user.subscriptionId()),
                        "Event type cannot be deleted because there are subscriptions using it."));
    }
}
