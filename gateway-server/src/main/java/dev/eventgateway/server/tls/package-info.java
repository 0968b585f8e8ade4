/** Certificates of the server: read from files, and again when these change. */
@NullMarked
package dev.eventgateway.server.tls;

import org.jspecify.annotations.NullMarked;
