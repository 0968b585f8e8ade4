package dev.eventgateway.server.http;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of request bodies a listener holds at once, whoever sends them. Safe for use by many threads. */
final class BodyBudget {

    private final long most;
    private final AtomicLong held = new AtomicLong();

    BodyBudget(long most) {
        this.most = most;
    }

    /** {@return whether there was room for that many more; if so they must be given back} */
    boolean take(int bytes) {
        if (held.addAndGet(bytes) <= most) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    /** Gives back what was taken. */
    void give(long bytes) {
        held.addAndGet(-bytes);
    }
}
