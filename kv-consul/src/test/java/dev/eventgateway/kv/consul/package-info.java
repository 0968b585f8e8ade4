/** Consul keeps the contract, on a real server. */
@NullMarked
package dev.eventgateway.kv.consul;

import org.jspecify.annotations.NullMarked;
