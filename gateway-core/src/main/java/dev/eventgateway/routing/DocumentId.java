package dev.eventgateway.routing;

/**
 * The identity of one configured thing.
 *
 * @param kind what it is
 * @param space the space it belongs to
 * @param id its name or id within kind and space
 */
public record DocumentId(Kind kind, String space, String id) {

    /** What can be configured. */
    public enum Kind {
        /** See {@link EventType}. */
        EVENT_TYPE,
        /** See {@link dev.eventgateway.function.FunctionSpec}. */
        FUNCTION,
        /** See {@link Subscription}. */
        SUBSCRIPTION,
        /** See {@link CorsRule}. */
        CORS_RULE
    }
}
