/** The engine's measures as Prometheus metrics. */
@NullMarked
package dev.eventgateway.server.metric;

import org.jspecify.annotations.NullMarked;
