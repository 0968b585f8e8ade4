/** The store contract against a real etcd, and what becomes of it when the line or the server fails. */
@NullMarked
package dev.eventgateway.kv.etcd;

import org.jspecify.annotations.NullMarked;
