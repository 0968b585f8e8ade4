/** A real ZooKeeper inside this process: for trials, never for production. */
@NullMarked
package dev.eventgateway.server.embedded;

import org.jspecify.annotations.NullMarked;
