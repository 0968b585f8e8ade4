/**
 * The store contract on Consul. Opened through {@link dev.eventgateway.kv.KvStores} with
 * {@code consul://host:port/prefix}.
 *
 * <p>What stands in Consul: the key {@code a/b} of a store with the prefix {@code p} is Consul's key {@code p/a/b}, with
 * what Consul or a URL cannot carry written as {@code =HH}. Each write gives its entry flags of its own, since Consul takes
 * a put that changes nothing for no write at all.
 */
@NullMarked
package dev.eventgateway.kv.consul;

import org.jspecify.annotations.NullMarked;
