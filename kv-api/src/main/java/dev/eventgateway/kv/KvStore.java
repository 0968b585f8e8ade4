package dev.eventgateway.kv;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A key-value store with transactions and watches. All keys lie below the prefix that the store was opened with. Safe
 * for use by many threads. Calls block, each at most for the store's deadline ({@link #DEFAULT_DEADLINE} unless the URI
 * says otherwise), and fail with {@link KvException} only.
 *
 * <p>A revision is an opaque number, totally ordered within one incarnation of the store: every write gets a higher one
 * than all writes before it.
 */
public interface KvStore extends AutoCloseable {

    /** How long a call may take unless the store's URI says otherwise. */
    Duration DEFAULT_DEADLINE = Duration.ofSeconds(5);

    /**
     * {@return a new, empty store in this process; its data ends with it} One that can be shared is {@code
     * memory:name}.
     */
    static KvStore inMemory() {
        return new InMemoryKvStore(new MemoryTree(), () -> {});
    }

    /** {@return the entry of {@code key}, as new as the newest write that was answered before this call} */
    Optional<KvEntry> get(Key key);

    /** {@return every entry at and below {@code prefix}, at one moment; no entries where there are none} */
    KvSnapshot list(Key prefix);

    /**
     * Carries {@code transaction} out, all or nothing.
     *
     * @return how it ended
     */
    Transaction.Outcome commit(Transaction transaction);

    /**
     * Removes everything at and below {@code prefix}. Not atomic on every store: on failure part of the tree may be
     * gone.
     *
     * @return how many entries were removed
     * @throws KvException as {@link #commit} does; where only a part is gone, with {@link
     *     KvException.Reason#INDETERMINATE}
     */
    long deleteTree(Key prefix);

    /**
     * Watches everything at and below {@code prefix}: first a snapshot, then changes, without a gap, until closed.
     * Returns at once, also while the store is out of reach.
     */
    Watch watch(Key prefix, WatchListener listener);

    /**
     * Grants a lease, and keeps it alive until it is closed.
     *
     * @param ttl for how long entries put with the lease are to outlast their holder at least; the store may round up,
     *     {@link Lease#ttl} tells. From one millisecond to one hour
     * @throws KvException with {@link KvException.Reason#INVALID} if the store grants no lease that long
     */
    Lease lease(Duration ttl);

    /** Ends all watches, leases and connections. Idempotent, returns within two seconds, leaves no thread. */
    @Override
    void close();

    /** {@return whether {@code key} has a value} */
    default boolean exists(Key key) {
        return get(key).isPresent();
    }

    /**
     * Sets {@code key} to {@code value}.
     *
     * @return the revision of this write
     */
    default long put(Key key, byte[] value) {
        return commit(Transaction.of(Operation.put(key, value))).revision().orElseThrow();
    }

    /**
     * Sets {@code key} to {@code value} for as long as {@code lease} lasts.
     *
     * @return the revision of this write
     * @throws KvException with {@link KvException.Reason#LEASE_LOST} if it lasts no longer
     */
    default long put(Key key, byte[] value, Lease lease) {
        return commit(Transaction.of(Operation.put(key, value, lease)))
                .revision()
                .orElseThrow();
    }

    /**
     * Removes {@code key}.
     *
     * @return whether there was something to remove
     */
    default boolean delete(Key key) {
        return commit(Transaction.when(Guard.exists(key)).then(Operation.delete(key)))
                .committed();
    }

    /**
     * Sets {@code key} only where it has no value.
     *
     * @return the revision of the write, empty if there was a value
     */
    default OptionalLong putIfAbsent(Key key, byte[] value) {
        return commit(Transaction.when(Guard.absent(key)).then(Operation.put(key, value)))
                .revision();
    }

    /**
     * Sets {@code key} only if its entry still is the one written at {@code revision}.
     *
     * @return the revision of the write, empty if the entry is another or gone
     */
    default OptionalLong compareAndPut(Key key, byte[] value, long revision) {
        return commit(Transaction.when(Guard.unchanged(key, revision)).then(Operation.put(key, value)))
                .revision();
    }

    /**
     * Removes {@code key} only if its entry still is the one written at {@code revision}.
     *
     * @return whether it did
     */
    default boolean compareAndDelete(Key key, long revision) {
        return commit(Transaction.when(Guard.unchanged(key, revision)).then(Operation.delete(key)))
                .committed();
    }

    /**
     * Takes the lock at {@code key}: puts an entry there, with {@code lease}, which only one can have put.
     *
     * @param patience how long to wait for somebody else to release it; zero tries once. Those who wait get it in no
     *     particular order
     * @return the lock; empty if somebody else has it all the time
     * @throws KvException as {@link #commit} does. After {@link KvException.Reason#INDETERMINATE} the lock may be taken
     *     until the lease ends
     */
    default Optional<Lock> lock(Key key, Lease lease, Duration patience) {
        return new LockRequest(this, key, lease).within(patience);
    }
}
