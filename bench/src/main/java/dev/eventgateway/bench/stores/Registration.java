package dev.eventgateway.bench.stores;

import dev.eventgateway.routing.Subscription;

/** Subscriptions as many services would register them, each with a route of its own. */
final class Registration {

    static final String EVENT_TYPE = "user.created";
    static final String FUNCTION = "greet";

    private static final int SERVICES = 1_000;

    private Registration() {}

    static Subscription subscription(int index) {
        return Subscription.sync(
                EVENT_TYPE, FUNCTION, "POST", "/service-" + index % SERVICES + "/v1/resource-" + index);
    }
}
