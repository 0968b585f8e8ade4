package dev.eventgateway.routing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A subscription that an event goes to.
 *
 * @param subscription the subscription
 * @param params the decoded values of its path's parameters by name, in the order of the path
 */
public record Target(Subscription subscription, Map<String, String> params) {

    /** Copies {@code params}. */
    public Target {
        params = params.size() < 2 ? Map.copyOf(params) : Collections.unmodifiableMap(new LinkedHashMap<>(params));
    }
}
