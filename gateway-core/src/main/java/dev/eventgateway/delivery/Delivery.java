package dev.eventgateway.delivery;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.OwnEvents;
import dev.eventgateway.routing.Subscription;
import java.util.List;
import java.util.Optional;

/**
 * An event on its way to a function.
 *
 * @param event what to deliver
 * @param subscription the asynchronous subscription that it is for
 * @param deadLetter what the event tells of, if it is a dead letter; then it goes to the subscription's dead letter function
 * @param receipt told what becomes of it
 */
public record Delivery(Event event, Subscription subscription, Optional<DeadLetter> deadLetter, Receipt receipt) {

    /** What an event takes beside its data. */
    private static final int OVERHEAD = 1_000;

    /** An event on its way to the function of an asynchronous subscription. */
    public Delivery(Event event, Subscription subscription) {
        this(event, subscription, Optional.empty(), Receipt.NONE);
    }

    /** {@return the same, of which somebody wants to know what becomes of it} */
    Delivery tellingIts(Receipt outcome) {
        return new Delivery(event, subscription, deadLetter, outcome);
    }

    /** {@return what goes to the dead letter function in place of this, if there is one} */
    Optional<Delivery> replacedBy(DeadLetter letter, OwnEvents own) {
        return subscription
                .deadLetter()
                .map(unused -> new Delivery(letter.tellingEvent(own), subscription, Optional.of(letter), receipt));
    }

    /** {@return the space that it happens in} */
    public String space() {
        return subscription.space();
    }

    /** {@return about how many bytes of memory it takes} */
    long size() {
        int own = event.data().size() + OVERHEAD;
        return deadLetter.map(letter -> own + letter.size()).orElse(own);
    }

    /** {@return about how many bytes of memory they take together} */
    static long sizeOf(List<Delivery> several) {
        long size = 0;
        for (Delivery each : several) {
            size += each.size();
        }
        return size;
    }

    /** {@return whether somebody takes it as a dead letter, which it is not yet} */
    boolean mayBecomeDeadLetter() {
        return deadLetter.isEmpty() && subscription.deadLetter().isPresent();
    }

    /** {@return the function that gets it} */
    String functionId() {
        return deadLetter.flatMap(unused -> subscription.deadLetter()).orElseGet(subscription::functionId);
    }
}
