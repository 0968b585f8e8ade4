package dev.eventgateway.server.http;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of bodies are held at once, whoever sends them. A single one may take more. Safe for use by many threads. */
public final class BodyBudget {

    private static final int SHARE_OF_MEMORY = 8;

    private final long most;
    private final AtomicLong held = new AtomicLong();

    BodyBudget(long most) {
        this.most = most;
    }

    /** {@return room for an eighth of the memory} */
    public static BodyBudget ofAnEighth() {
        return new BodyBudget(Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY);
    }

    /**
     * {@return whether there was room for that many more; if so they must be given back} If not, what the same body had taken before is
     * given back in the same step: of bodies that meet at the bound, the last one still has room.
     *
     * @param taken how many bytes that body has taken before
     */
    public boolean take(int bytes, long taken) {
        long before = held.getAndUpdate(now -> hasRoom(now, bytes, taken) ? now + bytes : now - taken);
        return hasRoom(before, bytes, taken);
    }

    private boolean hasRoom(long now, int bytes, long taken) {
        return now + bytes <= most || now == taken;
    }

    /** Gives back what was taken. */
    public void give(long bytes) {
        held.addAndGet(-bytes);
    }
}
