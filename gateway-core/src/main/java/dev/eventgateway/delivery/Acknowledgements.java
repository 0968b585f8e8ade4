package dev.eventgateway.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Senders who wait for what becomes of their events, by no thread. How much they wait for is bounded in all. */
final class Acknowledgements {

    /** Which part of the memory for events those waited for may take. */
    private static final int PART = 10;

    private final WaitingRoom room;

    Acknowledgements(DeliveryLimits limits) {
        this.room = new WaitingRoom(limits, PART);
    }

    /** {@return what the sender of these deliveries may wait for; empty if too much is waited for already} */
    Optional<Acknowledgement> begin(List<Delivery> offered) {
        long size = Delivery.sizeOf(offered);
        return room.take(size) ? Optional.of(new Acknowledgement(offered, size)) : Optional.empty();
    }

    /** {@return the outcomes, as soon as all are there, or {@code atMost} is over} */
    CompletionStage<List<Outcome>> await(Acknowledgement begun, Duration atMost) {
        return begun.within(atMost).whenComplete((outcomes, never) -> end(begun));
    }

    /** Nobody waits any more. */
    void end(Acknowledgement begun) {
        room.give(begun.size());
    }
}
