package dev.eventgateway.kv.spi;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.Lease;
import dev.eventgateway.kv.Transaction;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The leases of a store, which end with it. Safe for use by many threads.
 *
 * @param <G> what the back end grants
 */
public final class Leases<G extends Grant> implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private final String store;
    private final Class<G> type;
    private final Set<KeptLease> open = new HashSet<>();
    private boolean closed;

    /**
     * @param store names the store in threads and messages
     * @param type what the back end grants
     */
    public Leases(String store, Class<G> type) {
        this.store = store;
        this.type = type;
    }

    /**
     * {@return a lease that keeps alive what {@code request} is granted}
     *
     * @param ttl what is asked for, checked here
     * @throws KvException with INVALID or CLOSED; or as {@code request} does
     */
    public Lease open(Duration ttl, Supplier<G> request) {
        if (ttl.toMillis() < 1 || ttl.compareTo(LONGEST) > 0) {
            throw new KvException(
                    Reason.INVALID,
                    "lease of " + ttl + ": expected a time from 1 ms to " + LONGEST.toMinutes() + " minutes");
        }
        requireOpen();
        long asked = System.nanoTime();
        return keep(request.get(), asked);
    }

    /**
     * {@return what was granted for the lease that {@code transaction} puts with; empty if it puts with none}
     *
     * @throws KvException with INVALID if that is no lease of this store, LEASE_LOST if it is over
     */
    public Optional<G> grantOf(Transaction transaction) {
        return transaction.lease().map(this::grant);
    }

    /** Begins to close all of them, and does not wait: what a store does first when it has more to close. Idempotent. */
    public void end() {
        shut().forEach(KeptLease::shut);
    }

    /** Closes all of them, in the time that closing one may take. Idempotent. */
    @Override
    public void close() {
        List<KeptLease> all = shut();
        Deadline goodbye = Deadline.in(GOODBYE);
        all.forEach(KeptLease::shut);
        all.forEach(lease -> lease.close(goodbye));
    }

    private G grant(Lease lease) {
        if (!(lease instanceof KeptLease kept) || !type.isInstance(kept.grant())) {
            throw new KvException(Reason.INVALID, "a put has the lease of another store than " + store);
        }
        synchronized (this) {
            if (!kept.held()) {
                throw new KvException(Reason.LEASE_LOST, "the lease of a put to " + store + " is lost or closed");
            }
            if (!open.contains(kept)) {
                throw new KvException(Reason.INVALID, "a put has the lease of another store than " + store);
            }
        }
        return type.cast(kept.grant());
    }

    private Lease keep(G granted, long asked) {
        synchronized (this) {
            if (!closed) {
                KeptLease lease = new KeptLease(granted, asked, store, this::ended);
                open.add(lease);
                return lease;
            }
        }
        granted.release();
        throw closed();
    }

    private synchronized void ended(KeptLease lease) {
        open.remove(lease);
    }

    private synchronized List<KeptLease> shut() {
        closed = true;
        return List.copyOf(open);
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw closed();
        }
    }

    private KvException closed() {
        return new KvException(Reason.CLOSED, "the store " + store + " is closed");
    }
}
