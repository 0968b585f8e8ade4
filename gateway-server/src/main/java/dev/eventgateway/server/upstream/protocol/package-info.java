/** What a connection to a function is, whichever version of HTTP it speaks. */
@NullMarked
package dev.eventgateway.server.upstream.protocol;

import org.jspecify.annotations.NullMarked;
