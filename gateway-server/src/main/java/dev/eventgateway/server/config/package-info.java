/** The Config API: documents, status, health and metrics. */
@NullMarked
package dev.eventgateway.server.config;

import org.jspecify.annotations.NullMarked;
