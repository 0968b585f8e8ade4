/**
 * For authors of back ends: what every back end shares. {@link dev.eventgateway.kv.spi.WatchFeed} is the whole of a
 * watch but for the talk with the store.
 */
@NullMarked
package dev.eventgateway.kv.spi;

import org.jspecify.annotations.NullMarked;
