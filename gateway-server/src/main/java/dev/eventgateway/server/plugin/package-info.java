/** Plugins out of jars. */
@NullMarked
package dev.eventgateway.server.plugin;

import org.jspecify.annotations.NullMarked;
