/** Tests of what is told of the whole server. */
@NullMarked
package dev.eventgateway.bench.http;

import org.jspecify.annotations.NullMarked;
