/** Typed, validated, transactional configuration over a key-value store. */
@NullMarked
package dev.eventgateway.catalog;

import org.jspecify.annotations.NullMarked;
