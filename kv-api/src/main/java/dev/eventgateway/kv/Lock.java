package dev.eventgateway.kv;

/**
 * A lock that is held: an entry that only one holder can have put, which lasts as long as its lease. See
 * {@link KvStore#lock}. Safe for use by many threads.
 *
 * <p>A lock alone keeps nobody from believing that he still has it. What is written under a lock is safe only if it is
 * written with {@link #guard()}, or if whoever receives it refuses a {@link #fence()} lower than one seen before.
 */
public final class Lock implements AutoCloseable {

    private final KvStore store;
    private final Key key;
    private final Lease lease;
    private final long fence;
    /** Once it may be released, it may be somebody else's. */
    private volatile boolean givenUp;

    private volatile boolean released;

    Lock(KvStore store, Key key, Lease lease, long fence) {
        this.store = store;
        this.key = key;
        this.lease = lease;
        this.fence = fence;
    }

    /** {@return where the lock stands} */
    public Key key() {
        return key;
    }

    /** {@return the revision at which the lock was taken: higher than that of every holder before} */
    public long fence() {
        return fence;
    }

    /** {@return a guard that holds as long as nobody else can have the lock} */
    public Guard guard() {
        return Guard.unchanged(key, fence);
    }

    /** {@return whether it was not tried to release the lock, and its lease is held} */
    public boolean held() {
        return !givenUp && lease.held();
    }

    /**
     * Releases the lock; its lease goes on. Idempotent.
     *
     * @throws KvException if the store could not be told, or did not answer. The lock counts as no longer held all the
     *     same, and ends with its lease at the latest; closing it again tries it again
     */
    @Override
    public void close() {
        givenUp = true;
        if (!released && lease.held()) {
            store.compareAndDelete(key, fence);
        }
        released = true;
    }

    /** {@return key and fence} */
    @Override
    public String toString() {
        return "lock " + key + " (fence " + fence + ")";
    }
}
