/** What every back end must do, as tests to inherit, and the tools of those tests. */
@NullMarked
package dev.eventgateway.kv.contract;

import org.jspecify.annotations.NullMarked;
