package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.KvSnapshot;
import java.util.Optional;

/**
 * A tree at one moment.
 *
 * @param snapshot its entries
 * @param incarnation of the store that it was read from; empty if nothing has ever been written to it
 */
record Listing(KvSnapshot snapshot, Optional<Incarnation> incarnation) {

    /**
     * The life of a store, told by when its root was made: a store that was wiped has another one.
     *
     * @param transaction that made it
     * @param time at which it was made, by the server's clock
     */
    record Incarnation(long transaction, long time) {}
}
