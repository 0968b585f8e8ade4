package dev.eventgateway.kv.consul;

import dev.eventgateway.kv.spi.Deadline;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells one life of the store from another, as Consul does not: a store that was wiped may have any index. The first
 * commit leaves a mark, which nothing changes afterwards.
 */
final class Incarnation {

    private final Paths paths;
    /** How often there were doubts, and how often by the time when the mark was seen last. */
    private final AtomicLong doubts = new AtomicLong();

    private volatile long marked = -1;

    Incarnation(Paths paths) {
        this.paths = paths;
    }

    /**
     * Leaves a mark if there may be none. To be called before a commit; asks Consul only the first time, and after
     * doubts.
     *
     * @param doing what for, for the message of a failure
     */
    void mark(Connection connection, String doing, Deadline deadline) {
        long before = doubts.get();
        if (marked != before) {
            Steps steps = new Steps();
            steps.checkAbsent(paths.mark());
            steps.set(paths.mark(), UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
            String body = steps.body(doing);
            // If its answer is lost it can be repeated, like a read.
            connection.read(doing, deadline, client -> Answer.to(body, client)).unlessRefused(doing);
            marked = before;
        }
    }

    /** The store may be another than it was. */
    void doubt() {
        doubts.incrementAndGet();
    }
}
