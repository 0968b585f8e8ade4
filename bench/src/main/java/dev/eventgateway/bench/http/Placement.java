package dev.eventgateway.bench.http;

/** Where the processes of a scenario run. */
enum Placement {

    /** All share all cores. */
    SHARED,

    /**
     * Contenders have one core, which each has to itself while it is measured; sender and functions have the others. So it is the
     * contender that decides how many requests there are, as long as those keep up with it.
     */
    OWN_CORE
}
