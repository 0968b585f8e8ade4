/** Events in a bucket: a plugin that writes them in batches. */
@NullMarked
package dev.eventgateway.s3;

import org.jspecify.annotations.NullMarked;
