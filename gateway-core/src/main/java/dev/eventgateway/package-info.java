/** The event gateway as a library: {@code EventGateway} wires the packages below it. */
@NullMarked
package dev.eventgateway;

import org.jspecify.annotations.NullMarked;
