/** The server: one process that serves the Events API and the Config API. */
@NullMarked
package dev.eventgateway.server;

import org.jspecify.annotations.NullMarked;
