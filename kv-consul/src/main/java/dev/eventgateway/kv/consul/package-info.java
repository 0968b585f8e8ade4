/**
 * The store contract on Consul. Opened through {@link dev.eventgateway.kv.KvStores} with
 * {@code consul://host:port/prefix}, or {@code consuls://…} for TLS.
 *
 * <p>What stands in Consul: the key {@code a/b} of a store with the prefix {@code p} is Consul's key {@code p/a/b},
 * with what Consul or a URL cannot carry written as {@code =HH}; {@code consul kv} reads and writes it. A put deletes
 * its entry and makes it anew, in one transaction. Each put gives its entry flags of its own as well, since Consul takes
 * a put that changes nothing for no write at all. Beside the keys, at {@code p/=incarnation}, stands a random text that
 * the first commit leaves there: it tells a store that was wiped from the one before. Stores whose prefixes nest see each
 * other's keys.
 *
 * <p>Revisions are Consul's own: of an entry its modify index, of a snapshot the index that Consul lists it with. All
 * entries that a transaction puts have the revision that it is answered with, but for one case: of so many puts that
 * Consul takes no step more, those without a lease that find an entry with a lease are carried out a second time, each at
 * a revision of its own, the last of which is answered.
 *
 * <p>A lease is a session named {@code lease of p}, which deletes its entries, without lock delay and without health
 * checks. It lasts from ten seconds to an hour, and Consul ends it up to twice its time after it was renewed last. All
 * sessions belong to the node {@code kv-leases} of the catalog, which the first lease registers and nothing removes: as
 * Consul ends the sessions of a node that it takes for gone, they must not belong to an agent's.
 */
@NullMarked
package dev.eventgateway.kv.consul;

import org.jspecify.annotations.NullMarked;
