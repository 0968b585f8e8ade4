package dev.eventgateway.server.config;

import dev.eventgateway.EventGateway;
import java.util.Arrays;
import java.util.Optional;

/** What a space holds. */
enum Resource {
    EVENT_TYPES("eventtypes", "eventtype"),
    FUNCTIONS("functions", "function"),
    SUBSCRIPTIONS("subscriptions", "subscription");

    private final String segment;
    private final String label;

    Resource(String segment, String label) {
        this.segment = segment;
        this.label = label;
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
        return switch (this) {
            case EVENT_TYPES -> new Collection<>("Event Type", "eventTypes", gateway.eventTypes());
            case FUNCTIONS -> new Collection<>("Function", "functions", gateway.functions());
            case SUBSCRIPTIONS -> new Collection<>("Subscription", "subscriptions", gateway.subscriptions());
        };
    }
}
