/** Calls of HTTP functions on the server's own I/O threads. */
@NullMarked
package dev.eventgateway.server.upstream;

import org.jspecify.annotations.NullMarked;
