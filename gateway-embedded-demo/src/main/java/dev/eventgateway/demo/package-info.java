/** The engine in a plain JVM application. */
@NullMarked
package dev.eventgateway.demo;

import org.jspecify.annotations.NullMarked;
