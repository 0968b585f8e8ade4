/** Benchmarks of the engine; {@code bench/run} starts them. */
@NullMarked
package dev.eventgateway.bench;

import org.jspecify.annotations.NullMarked;
