/**
 * A watchable, transactional key-value store: the contract that every back end keeps, and an in-memory store that keeps
 * it without a server. {@link dev.eventgateway.kv.KvStores#open} is the door.
 */
@NullMarked
package dev.eventgateway.kv;

import org.jspecify.annotations.NullMarked;
