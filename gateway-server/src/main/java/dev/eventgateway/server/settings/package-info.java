/** How an instance is run: flags, environment and file, read into one value. */
@NullMarked
package dev.eventgateway.server.settings;

import org.jspecify.annotations.NullMarked;
