package dev.eventgateway.routing;

import java.util.Map;

/**
 * A subscription that an event goes to.
 *
 * @param subscription the subscription
 * @param params the decoded values of its path's parameters, by name
 */
public record Target(Subscription subscription, Map<String, String> params) {

    /** Copies {@code params}. */
    public Target {
        params = Map.copyOf(params);
    }
}
