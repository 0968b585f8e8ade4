/** What a function is and how it is called: providers, invokers and functions written in Java. */
@NullMarked
package dev.eventgateway.function;

import org.jspecify.annotations.NullMarked;
