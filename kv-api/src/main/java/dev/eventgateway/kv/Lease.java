package dev.eventgateway.kv;

import java.time.Duration;

/**
 * A promise to be there: entries put with a lease last as long as it does. It is kept alive in the background until it
 * is closed; where that fails for too long it is lost, and its entries go.
 *
 * <p>Whoever holds the lease learns first: it counts as lost by its holder's own clock before the store may have removed
 * an entry, whatever has become of the line between them. Safe for use by many threads.
 */
public interface Lease extends AutoCloseable {

    /**
     * {@return for how long the entries are there at least once the lease is no longer kept alive} No shorter than what
     * was asked for; stores round up, and remove the entries up to as long again later.
     */
    Duration ttl();

    /** {@return whether the lease is neither lost nor closed} Once false, always false. */
    boolean held();

    /**
     * Runs {@code action} once if the lease is lost, on a thread of the lease; at once if it already is. Never when it
     * is closed. An action that throws is logged.
     */
    void onLost(Runnable action);

    /**
     * Ends the lease and removes its entries; where the store cannot be reached, they go once {@link #ttl()} has passed.
     * Idempotent, returns within two seconds, leaves no thread.
     */
    @Override
    void close();
}
