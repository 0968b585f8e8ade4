package dev.eventgateway.kv.consul;

import dev.eventgateway.kv.spi.Deadline;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Tells one life of the store from another, as Consul does not: a store that was wiped may have any index. The first
 * commit leaves a mark, which nothing changes afterwards.
 */
final class Incarnation {

    private final Connection connection;
    private final Paths paths;
    private volatile boolean marked;

    Incarnation(Connection connection, Paths paths) {
        this.connection = connection;
        this.paths = paths;
    }

    /**
     * Leaves a mark if there may be none. To be called before a commit; asks Consul only the first time, and after
     * doubts.
     *
     * @param doing what for, for the message of a failure
     */
    void mark(String doing, Deadline deadline) {
        if (!marked) {
            Steps steps = new Steps();
            steps.checkAbsent(paths.mark());
            steps.set(paths.mark(), UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
            String body = steps.body(doing);
            // If its answer is lost it can be repeated, like a read.
            connection.read(doing, deadline, client -> Answer.to(body, client)).unlessRefused(doing);
            marked = true;
        }
    }

    /** The store may be another than it was. */
    void doubt() {
        marked = false;
    }
}
