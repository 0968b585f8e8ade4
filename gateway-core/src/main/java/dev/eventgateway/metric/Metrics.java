package dev.eventgateway.metric;

import java.time.Duration;

/**
 * Told what the engine does, as it does it. Called on the threads that carry events: must be quick, must not block or throw. All
 * methods do nothing unless overridden.
 */
public interface Metrics {

    /** Counts nothing. */
    Metrics NONE = new Metrics() {};

    /** An event of this type reached a subscription of this space. */
    default void eventReceived(String space, String eventType) {}

    /** What was to be done with the event for a subscription of this space is done, well or not. */
    default void eventProcessed(String space, String eventType) {}

    /** A function failed on an event for a subscription of this space, and will be called again. */
    default void eventRetried(String space, String eventType) {}

    /** An event that could not be delivered to a subscription of this space was taken by its dead letter function. */
    default void eventDeadLettered(String space, String eventType) {}

    /** An event was answered with 503 because a queue was full or a subscription of this space paused. */
    default void eventRefused(String space, String eventType) {}

    /** An event was not let pass to the subscriptions of this space by the authorizer of its type. */
    default void eventDenied(String space, String eventType) {}

    /** An event for subscriptions of this space was refused, as it has passed the gateway as often as it may. */
    default void eventLooped(String space, String eventType) {}

    /** An event about the gateway's own doing could not be delivered to a subscription of this space. */
    default void systemEventDropped(String space, String eventType) {}

    /** An event matched no subscription. */
    default void eventUnmatched() {}

    /** A function answered or failed after {@code took}; {@code outcome} is {@code ok} or a failure's kind in lower case. */
    default void functionCalled(String space, String functionId, String outcome, Duration took) {}

    /** A function was not called, because it has no room; {@code outcome} is why, a failure's kind in lower case. */
    default void functionKeptBack(String space, String functionId, String outcome) {}

    /** An event waited this long in a queue before its delivery began. */
    default void deliveryWaited(Duration waited) {}

    /** An event for a subscription of this space was lost: it could not be delivered, and no dead letter function took it. */
    default void eventDropped(String space, String eventType) {}

    /**
     * A plugin has reacted, or has not: {@code outcome} is {@code passed}, {@code refused}, {@code replaced}, {@code failed}, {@code
     * timeout}, or {@code discarded} if it was not even told.
     */
    default void pluginCalled(String plugin, String outcome, Duration took) {}

    /** A plugin adds to a counter of its own. */
    default void pluginCounted(String plugin, String name, long more) {}

    /** A plugin tells what a value of its own is now. */
    default void pluginMeasured(String plugin, String name, double value) {}
}
