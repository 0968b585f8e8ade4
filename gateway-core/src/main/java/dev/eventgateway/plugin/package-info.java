/** What the gateway tells about its own doing. */
@NullMarked
package dev.eventgateway.plugin;

import org.jspecify.annotations.NullMarked;
