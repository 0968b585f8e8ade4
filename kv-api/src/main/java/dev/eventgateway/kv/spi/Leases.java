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
import org.jspecify.annotations.Nullable;

/**
 * The leases of a store, which end with it. Safe for use by many threads.
 *
 * @param <G> what the back end grants
 */
public final class Leases<G extends Grant> implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration GOODBYE = Duration.ofSeconds(1);
    /** A request is slow that takes longer than this part of what it is granted. */
    private static final int SLOW = 3;

    private final String store;
    private final Class<G> type;
    private final Set<KeptLease> open = new HashSet<>();
    /** Until when closing may take, once it has begun. */
    private @Nullable Deadline goodbye;

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
        G granted = request.get();
        return keep(granted, begun(granted, asked));
    }

    /**
     * {@return what was granted for the lease that {@code transaction} puts with; empty if it puts with none}
     *
     * @throws KvException with INVALID if that is no lease of this store, LEASE_LOST if it is over
     */
    public Optional<G> grantOf(Transaction transaction) {
        return transaction.lease().map(this::grant);
    }

    /** Begins to close all of them, and does not wait: what remains to be done while a store closes other things. */
    public void end() {
        goodbye();
    }

    /**
     * Closes all of them, in the time that closing one may take, counted from {@link #end} if that came first.
     * Idempotent.
     */
    @Override
    public void close() {
        Deadline deadline = goodbye();
        KeptLease.closeAll(opened(), deadline);
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

    /** {@return since when it counts: anew where the request has already used up a good part of its time} */
    private long begun(G granted, long asked) {
        Duration part = granted.ttl().dividedBy(SLOW);
        long now = System.nanoTime();
        if (now - asked < part.toNanos()) {
            return asked;
        }
        try {
            if (granted.renew(Deadline.in(part))) {
                return now;
            }
            throw new KvException(Reason.UNAVAILABLE, "a lease on " + store + " ended before it began");
        } catch (KvException failed) {
            granted.release();
            throw failed;
        }
    }

    private Lease keep(G granted, long asked) {
        synchronized (this) {
            if (goodbye == null) {
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

    private synchronized Deadline goodbye() {
        if (goodbye == null) {
            goodbye = Deadline.in(GOODBYE);
            open.forEach(KeptLease::shut);
        }
        return goodbye;
    }

    private synchronized List<KeptLease> opened() {
        return List.copyOf(open);
    }

    private synchronized void requireOpen() {
        if (goodbye != null) {
            throw closed();
        }
    }

    private KvException closed() {
        return new KvException(Reason.CLOSED, "the store " + store + " is closed");
    }
}
