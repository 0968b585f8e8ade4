/** Measurements of the whole server beside reverse proxies, on loopback; {@code bench/run http} starts them. */
@NullMarked
package dev.eventgateway.bench.http;

import org.jspecify.annotations.NullMarked;
