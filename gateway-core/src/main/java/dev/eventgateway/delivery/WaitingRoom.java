package dev.eventgateway.delivery;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A share of the memory for events, for those whose senders have not been answered. Who waits may hold on to the request that brought
 * them, and there must be room for others' requests.
 */
final class WaitingRoom {

    private final long most;
    private final AtomicLong bytes = new AtomicLong();

    /**
     * @param part which part of what all events may take: 10 for a tenth
     */
    WaitingRoom(DeliveryLimits limits, int part) {
        this.most = limits.bytesInAll() / part;
    }

    /** {@return whether there was room for so many bytes; if so they must be given back} */
    boolean take(long size) {
        if (bytes.addAndGet(size) <= most) {
            return true;
        }
        bytes.addAndGet(-size);
        return false;
    }

    /** Gives back what was taken. */
    void give(long size) {
        bytes.addAndGet(-size);
    }
}
