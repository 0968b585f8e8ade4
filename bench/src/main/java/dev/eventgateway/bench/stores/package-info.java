/** Measurements of the stores with real servers on loopback; {@code bench/run} starts them. */
@NullMarked
package dev.eventgateway.bench.stores;

import org.jspecify.annotations.NullMarked;
