/** What the gateway tells about its own doing, and plugins, which react to it. */
@NullMarked
package dev.eventgateway.plugin;

import org.jspecify.annotations.NullMarked;
