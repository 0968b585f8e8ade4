package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.KvSnapshot;
import java.util.Optional;

/**
 * A tree at one moment.
 *
 * @param snapshot its entries
 * @param incarnation of the store that it was read from; empty if nothing has ever been committed to it
 */
record Listing(KvSnapshot snapshot, Optional<String> incarnation) {}
