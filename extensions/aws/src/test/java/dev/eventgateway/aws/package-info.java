@NullMarked
package dev.eventgateway.aws;

import org.jspecify.annotations.NullMarked;
