/** Where log lines go and how they look. */
@NullMarked
package dev.eventgateway.server.log;

import org.jspecify.annotations.NullMarked;
