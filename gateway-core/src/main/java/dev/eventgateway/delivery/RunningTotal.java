package dev.eventgateway.delivery;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** How many deliveries run in all lanes together. A lane that finds no room parks, and is called in the order of parking. */
final class RunningTotal {

    private final int limit;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger wakes = new AtomicInteger();
    private final Queue<Lane> parked = new ConcurrentLinkedQueue<>();

    RunningTotal(int limit) {
        this.limit = limit;
    }

    boolean enter() {
        int now = running.get();
        while (now < limit) {
            if (running.compareAndSet(now, now + 1)) {
                return true;
            }
            now = running.get();
        }
        return false;
    }

    /** Makes room and calls who is parked. What that lane does may come back here: it then leaves a note, not a stack. */
    void leave() {
        running.decrementAndGet();
        if (wakes.getAndIncrement() != 0) {
            return;
        }
        do {
            wake();
        } while (wakes.decrementAndGet() != 0);
    }

    /** Who is called may need the room no more: then it is for the next one. */
    private void wake() {
        Lane next = parked.poll();
        while (next != null) {
            next.unpark();
            next = hasRoom() ? parked.poll() : null;
        }
    }

    boolean hasRoom() {
        return running.get() < limit;
    }

    void park(Lane lane) {
        parked.add(lane);
    }

    int running() {
        return running.get();
    }
}
