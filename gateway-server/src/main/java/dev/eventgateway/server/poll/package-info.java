/** I/O threads that look again before they sleep. */
@NullMarked
package dev.eventgateway.server.poll;

import org.jspecify.annotations.NullMarked;
