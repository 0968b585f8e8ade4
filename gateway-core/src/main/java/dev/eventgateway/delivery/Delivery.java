package dev.eventgateway.delivery;

import dev.eventgateway.event.Event;
import dev.eventgateway.routing.Subscription;

/**
 * An event on its way to the function of an asynchronous subscription.
 *
 * @param event what to deliver
 * @param subscription why
 */
public record Delivery(Event event, Subscription subscription) {}
