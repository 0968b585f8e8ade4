/**
 * The store contract on ZooKeeper. Opened through {@link dev.eventgateway.kv.KvStores} with
 * {@code zk://host:port,host:port/prefix}, or {@code zks://…} with TLS.
 *
 * <p>What stands in ZooKeeper: the node of the prefix, which every commit touches, so that its revision is that of the
 * store; below it {@code tree}, and in there {@code x.v} for the value of segment {@code x} and {@code x.d} for what
 * lies below it. Directories are never removed. Values that were put with a lease are ephemeral nodes of the session
 * that the lease is. Stores whose prefixes nest do not see each other's keys. With credentials all nodes that a store
 * makes, those above its prefix too, are open to its user only; what is there already is left as it is.
 */
@NullMarked
package dev.eventgateway.kv.zookeeper;

import org.jspecify.annotations.NullMarked;
