/** Events in Kafka: a plugin that appends them to a topic, and a command that emits them again. */
@NullMarked
package dev.eventgateway.kafka;

import org.jspecify.annotations.NullMarked;
