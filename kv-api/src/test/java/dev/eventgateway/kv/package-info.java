/** Tests of the contract's own types and of the in-memory store. */
@NullMarked
package dev.eventgateway.kv;

import org.jspecify.annotations.NullMarked;
