/** Real servers of the stores, each in a process of its own on loopback, for tests and benchmarks; and certificates. */
@NullMarked
package dev.eventgateway.kv.server;

import org.jspecify.annotations.NullMarked;
