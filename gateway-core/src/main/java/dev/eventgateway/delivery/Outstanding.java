package dev.eventgateway.delivery;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Counts work under way, and lets one thread wait for its end. Counting is lock-free. */
public final class Outstanding {

    private final AtomicInteger count = new AtomicInteger();
    private volatile @Nullable Thread waiter;

    /** Begins {@code pieces} of work. {@code pieces} may be negative, to end several. */
    public int add(int pieces) {
        int now = count.addAndGet(pieces);
        if (now == 0) {
            LockSupport.unpark(waiter);
        }
        return now;
    }

    /** Ends one piece of work. */
    public void done() {
        add(-1);
    }

    /** {@return how much is under way} */
    public int count() {
        return count.get();
    }

    /**
     * Waits until nothing is under way; one thread at a time. An interrupt ends the wait and stays set.
     *
     * @return whether nothing is
     */
    public synchronized boolean await(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        waiter = Thread.currentThread();
        try {
            while (count.get() > 0
                    && end - System.nanoTime() > 0
                    && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(this, end - System.nanoTime());
            }
        } finally {
            waiter = null;
        }
        return count.get() == 0;
    }
}
