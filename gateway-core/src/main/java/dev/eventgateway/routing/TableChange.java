package dev.eventgateway.routing;

import dev.eventgateway.function.FunctionSpec;

/** One change of the configuration, as the {@code RoutingTable} takes it: a new or changed document, or one gone. */
public sealed interface TableChange {

    /**
     * An event type is there now, or is another.
     *
     * @param eventType the new one
     */
    record PutEventType(EventType eventType) implements TableChange {}

    /**
     * A function is there now, or is another.
     *
     * @param function the new one
     */
    record PutFunction(FunctionSpec function) implements TableChange {}

    /**
     * A subscription is there now, or is another.
     *
     * @param subscription the new one
     */
    record PutSubscription(Subscription subscription) implements TableChange {}

    /**
     * A CORS rule is there now, or is another.
     *
     * @param rule the new one
     */
    record PutCorsRule(CorsRule rule) implements TableChange {}

    /**
     * An event type is there, or is another, that cannot be read. What is in force in its place stays so.
     *
     * @param id its identity
     */
    record UnreadableEventType(DocumentId id) implements TableChange {}

    /**
     * Something is gone; nothing happens if it was not there.
     *
     * @param id what is gone
     */
    record Remove(DocumentId id) implements TableChange {}
}
