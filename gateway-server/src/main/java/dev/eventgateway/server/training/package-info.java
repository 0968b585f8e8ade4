/** What the run talks to from which an archive of classes is made: itself, in the words of the stores. */
@NullMarked
package dev.eventgateway.server.training;

import org.jspecify.annotations.NullMarked;
