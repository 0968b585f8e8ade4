package dev.eventgateway.server.config;

import dev.eventgateway.EventGateway;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/** What a space holds. */
enum Resource {
    EVENT_TYPES(
            "eventtypes", "eventtype", gateway -> new Collection<>("Event Type", "eventTypes", gateway.eventTypes())),
    FUNCTIONS("functions", "function", gateway -> new Collection<>("Function", "functions", gateway.functions())),
    SUBSCRIPTIONS(
            "subscriptions",
            "subscription",
            gateway -> new Collection<>("Subscription", "subscriptions", gateway.subscriptions()));

    private final String segment;
    private final String label;
    private final Function<EventGateway, Collection<?>> collection;

    Resource(String segment, String label, Function<EventGateway, Collection<?>> collection) {
        this.segment = segment;
        this.label = label;
        this.collection = collection;
    }

    /** {@return the resource that this part of a path names} */
    static Optional<Resource> of(String segment) {
        return Arrays.stream(values())
                .filter(each -> each.segment.equals(segment))
                .findFirst();
    }

    /** {@return its name in metrics} */
    String label() {
        return label;
    }

    /** {@return what that gateway has of it} */
    Collection<?> in(EventGateway gateway) {
        return collection.apply(gateway);
    }
}
