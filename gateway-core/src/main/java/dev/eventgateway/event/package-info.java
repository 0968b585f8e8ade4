/** What comes in and what it means: a request, the event it carries, and the event's HTTP forms. */
@NullMarked
package dev.eventgateway.event;

import org.jspecify.annotations.NullMarked;
