package dev.eventgateway.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** Senders who wait for what becomes of their events, by no thread. How much they wait for is bounded in all. */
final class Acknowledgements {

    /**
     * The share of the memory for events that those waited for may take. Who waits may hold on to the request that brought them, and
     * there must be room for others' requests.
     */
    private static final int SHARE_OF_EVENTS = 10;

    private final long mostBytes;
    private final AtomicLong bytes = new AtomicLong();

    Acknowledgements(DeliveryLimits limits) {
        this.mostBytes = limits.bytesInAll() / SHARE_OF_EVENTS;
    }

    /** {@return what the sender of these deliveries may wait for; empty if too much is waited for already} */
    Optional<Acknowledgement> begin(List<Delivery> offered) {
        long size = offered.stream().mapToLong(Delivery::size).sum();
        if (bytes.addAndGet(size) > mostBytes) {
            bytes.addAndGet(-size);
            return Optional.empty();
        }
        return Optional.of(new Acknowledgement(offered, size));
    }

    /** {@return the outcomes, as soon as all are there, or {@code atMost} is over} */
    CompletionStage<List<Outcome>> await(Acknowledgement begun, Duration atMost) {
        return begun.within(atMost).whenComplete((outcomes, never) -> end(begun));
    }

    /** Nobody waits any more. */
    void end(Acknowledgement begun) {
        bytes.addAndGet(-begun.size());
    }
}
