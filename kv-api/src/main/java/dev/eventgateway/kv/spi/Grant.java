package dev.eventgateway.kv.spi;

import dev.eventgateway.kv.KvException;
import java.time.Duration;

/** A lease as the store knows it: what a back end adds to {@link KeptLease}. Called by one thread at a time. */
public interface Grant {

    /** {@return how long the store keeps its entries after the last renewal, at least} */
    Duration ttl();

    /**
     * Renews it: from the moment of this call on its entries last for another {@link #ttl()}.
     *
     * @return false if the store knows it no longer
     * @throws KvException if the store did not say either before {@code deadline}
     */
    boolean renew(Deadline deadline);

    /**
     * Ends it and removes its entries.
     *
     * @throws KvException if the store did not answer before {@code deadline}
     */
    void revoke(Deadline deadline);

    /** Gives up what it holds on this side, if anything. Called once, after the last of the other calls. */
    default void release() {}
}
