/**
 * The store contract on Consul. Opened through {@link dev.eventgateway.kv.KvStores} with
 * {@code consul://host:port/prefix}.
 *
 * <p>What stands in Consul: the key {@code a/b} of a store with the prefix {@code p} is Consul's key {@code p/a/b},
 * with what Consul or a URL cannot carry written as {@code =HH}; {@code consul kv} reads and writes it. Each put gives
 * its entry flags of its own, since Consul takes a put that changes nothing for no write at all. Beside the keys, at
 * {@code p/=incarnation}, stands a random text that the first commit leaves there: it tells a store that was wiped from
 * the one before. Stores whose prefixes nest see each other's keys.
 *
 * <p>Revisions are Consul's own: of an entry its modify index, of a snapshot the index that Consul lists it with.
 */
@NullMarked
package dev.eventgateway.kv.consul;

import org.jspecify.annotations.NullMarked;
