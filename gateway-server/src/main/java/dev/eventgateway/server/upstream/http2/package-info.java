/** HTTP/2 as a client speaks it: many requests at once on one connection. Knows nothing of pools, calls or functions. */
@NullMarked
package dev.eventgateway.server.upstream.http2;

import org.jspecify.annotations.NullMarked;
