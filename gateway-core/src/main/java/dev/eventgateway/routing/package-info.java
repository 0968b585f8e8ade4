/** Pure decisions on immutable data: which subscriptions an event goes to. */
@NullMarked
package dev.eventgateway.routing;

import org.jspecify.annotations.NullMarked;
