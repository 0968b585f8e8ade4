package dev.eventgateway.server.config;

import dev.eventgateway.EventGateway;
import dev.eventgateway.routing.Subscription;
import java.util.Arrays;
import java.util.Optional;

/** What a space holds. */
enum Resource {
    EVENT_TYPES("eventtypes", "eventtype"),
    FUNCTIONS("functions", "function"),
    SUBSCRIPTIONS("subscriptions", "subscription"),
    CORS_RULES("cors", "cors");

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

    /**
     * {@return the id that a decoded part of an address stands for} The id of a CORS rule has its slashes escaped, and most clients
     * put it into the address as it is.
     */
    String id(String decoded) {
        return this == CORS_RULES && decoded.contains("/") ? Subscription.escaped(decoded) : decoded;
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
            case CORS_RULES -> new Collection<>("CORS configuration", "cors", gateway.corsRules());
        };
    }
}
