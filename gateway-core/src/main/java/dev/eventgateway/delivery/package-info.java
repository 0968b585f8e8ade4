/** Carrying events to functions: sync calls and bounded asynchronous lanes. */
@NullMarked
package dev.eventgateway.delivery;

import org.jspecify.annotations.NullMarked;
