/** The few measures that the engine reports, for whatever counts them; no library. */
@NullMarked
package dev.eventgateway.metric;

import org.jspecify.annotations.NullMarked;
