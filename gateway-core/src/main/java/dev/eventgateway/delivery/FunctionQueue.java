package dev.eventgateway.delivery;

/**
 * The asynchronous deliveries to one function at a moment.
 *
 * @param space the space of the function
 * @param functionId the function
 * @param waiting deliveries that wait for their turn, or to be tried again
 * @param running deliveries whose function has been called and has not answered
 */
public record FunctionQueue(String space, String functionId, int waiting, int running) {}
