package dev.eventgateway.delivery;

/** What came of offering deliveries. */
public enum Acceptance {
    /** All are accepted. */
    ACCEPTED,
    /** None is: a queue is full, or the gateway has stopped. */
    FULL,
    /** None is, and none will ever be: they are more than all queues together can hold. */
    TOO_MANY,
    /** None is: a subscription is paused. */
    PAUSED
}
