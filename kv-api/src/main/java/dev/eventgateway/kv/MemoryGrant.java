package dev.eventgateway.kv;

import dev.eventgateway.kv.spi.Deadline;
import dev.eventgateway.kv.spi.Grant;
import java.time.Duration;

/** A lease on a tree in this process, which is as sure to be kept alive as the process is. */
final class MemoryGrant implements Grant {

    private final MemoryTree tree;
    private final Duration ttl;

    MemoryGrant(MemoryTree tree, Duration ttl) {
        this.tree = tree;
        this.ttl = ttl;
    }

    @Override
    public Duration ttl() {
        return ttl;
    }

    @Override
    public boolean renew(Deadline deadline) {
        return true;
    }

    @Override
    public void revoke(Deadline deadline) {
        release();
    }

    /** Also when it was lost, which only a process that was suspended can bring about. */
    @Override
    public void release() {
        synchronized (tree) {
            tree.revoke(this);
        }
    }
}
