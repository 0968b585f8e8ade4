/** Undertow's door: HTTP in, {@link dev.eventgateway.event.GatewayRequest} out, and back. */
@NullMarked
package dev.eventgateway.server.http;

import org.jspecify.annotations.NullMarked;
