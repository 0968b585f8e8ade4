package dev.eventgateway.server.http;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of request bodies a listener holds at once, whoever sends them. Safe for use by many threads. */
final class BodyBudget {

    private final long most;
    private final AtomicLong held = new AtomicLong();

    BodyBudget(long most) {
        this.most = most;
    }

    /**
     * {@return whether there was room for that many more; if so they must be given back} If not, what the same body had taken before is
     * given back in the same step: of bodies that meet at the bound, the last one still has room.
     *
     * @param taken how many bytes that body has taken before
     */
    boolean take(int bytes, long taken) {
        long before = held.getAndUpdate(now -> now + bytes <= most ? now + bytes : now - taken);
        return before + bytes <= most;
    }

    /** Gives back what was taken. */
    void give(long bytes) {
        held.addAndGet(-bytes);
    }
}
