/** Tests of the measurements of stores. */
@NullMarked
package dev.eventgateway.bench.stores;

import org.jspecify.annotations.NullMarked;
