/** A client of HTTP/1.1, one connection at a time. */
@NullMarked
package dev.eventgateway.server.upstream.http1;

import org.jspecify.annotations.NullMarked;
