package dev.eventgateway.function;

/**
 * How the circuit breaker of a function is at a moment.
 *
 * @param space the space of the function
 * @param functionId the function
 * @param state whether it is called
 */
public record Circuit(String space, String functionId, State state) {

    /** Whether a function is called. */
    public enum State {
        /** It is. */
        CLOSED,
        /** A few calls find out whether it is well again. */
        HALF_OPEN,
        /** It is not. */
        OPEN
    }
}
