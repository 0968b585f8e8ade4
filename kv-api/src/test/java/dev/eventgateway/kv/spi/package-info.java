/** Tests of what back ends share. */
@NullMarked
package dev.eventgateway.kv.spi;

import org.jspecify.annotations.NullMarked;
