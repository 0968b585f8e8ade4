package dev.eventgateway.delivery;

import dev.eventgateway.event.OwnEvents;
import dev.eventgateway.metric.Metrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes in users' events: into the lanes of their functions, or, where that cannot be, into those of dead letter functions. What is
 * offered together is taken together or not at all.
 */
final class Intake {

    private final Lanes lanes;
    private final DeadLetters deadLetters;
    private final Metrics metrics;
    private final OwnEvents own;
    private volatile boolean closed;

    Intake(Lanes lanes, DeadLetters deadLetters, Metrics metrics, OwnEvents own) {
        this.lanes = lanes;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
        this.own = own;
    }

    Acceptance offer(List<Delivery> deliveries) {
        Acceptance acceptance = accept(deliveries);
        if (acceptance == Acceptance.FULL || acceptance == Acceptance.PAUSED) {
            deliveries.forEach(
                    each -> metrics.eventRefused(each.space(), each.event().type()));
        }
        return acceptance;
    }

    /** Accepts a delivery beside a synchronous call, which does not depend on it: if it is not taken, it is a dead letter. */
    void tap(Delivery delivery) {
        Acceptance acceptance = accept(List.of(delivery));
        if (acceptance != Acceptance.ACCEPTED) {
            deadLetters.keep(letter(delivery, acceptance == Acceptance.PAUSED ? Cause.PAUSED : Cause.OVERFLOW), "");
        }
    }

    private Acceptance accept(List<Delivery> deliveries) {
        boolean paused =
                deliveries.stream().anyMatch(each -> each.subscription().paused());
        if (!paused) {
            return queue(deliveries, deliveries);
        }
        List<Delivery> instead = new ArrayList<>(deliveries.size());
        for (Delivery delivery : deliveries) {
            Optional<Delivery> other =
                    delivery.subscription().paused() ? undelivered(delivery, Cause.PAUSED) : Optional.of(delivery);
            if (other.isEmpty()) {
                return Acceptance.PAUSED;
            }
            instead.add(other.get());
        }
        return queue(deliveries, instead);
    }

    /** Queues {@code instead} of the deliveries that were offered. */
    private Acceptance queue(List<Delivery> offered, List<Delivery> instead) {
        List<Delivery> queued = closed ? List.of() : lanes.offer(instead, each -> undelivered(each, Cause.OVERFLOW));
        if (queued.isEmpty()) {
            return lanes.canHold(instead.size()) ? Acceptance.FULL : Acceptance.TOO_MANY;
        }
        offered.forEach(each -> metrics.eventReceived(each.space(), each.event().type()));
        queued.forEach(each -> each.deadLetter()
                .ifPresent(letter -> metrics.eventProcessed(
                        letter.subscription().space(), letter.event().type())));
        return Acceptance.ACCEPTED;
    }

    /** {@return how an event that its queue does not take gets to the dead letter function, if there is one} */
    private Optional<Delivery> undelivered(Delivery delivery, Cause cause) {
        return delivery.mayBecomeDeadLetter() ? delivery.replacedBy(letter(delivery, cause), own) : Optional.empty();
    }

    private static DeadLetter letter(Delivery delivery, Cause cause) {
        return new DeadLetter(Instant.now(), delivery.event(), delivery.subscription(), cause, List.of());
    }

    /** Takes nothing from now on. What another thread is taking in at this moment may still come. */
    void close() {
        closed = true;
    }
}
