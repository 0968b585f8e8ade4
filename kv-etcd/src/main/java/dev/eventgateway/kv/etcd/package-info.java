/**
 * The store contract on etcd, 3.4 and newer. Opened through {@link dev.eventgateway.kv.KvStores} with
 * {@code etcd://host:port,host:port/prefix}, or {@code etcds://…} with TLS.
 *
 * <p>What stands in etcd: each key as it reads, the segments of the prefix and its own joined by {@code /}, in UTF-8;
 * {@code etcdctl} reads and writes them. Beside them, at the prefix followed by one {@code /}, which is no key of any
 * store, stands a mark, a random text that the first commit leaves there: it tells a store that was wiped from the one before.
 * An entry that was put with a lease is attached to a lease of etcd's, which ends with the store's; {@code etcdctl lease list}
 * shows them. What lies outside the prefix is neither seen nor touched; a store whose prefix lies within another's is part of it.
 *
 * <p>Revisions are etcd's own: of an entry its mod revision, of a snapshot the one that it was read at.
 */
@NullMarked
package dev.eventgateway.kv.etcd;

import org.jspecify.annotations.NullMarked;
