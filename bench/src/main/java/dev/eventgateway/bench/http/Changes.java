package dev.eventgateway.bench.http;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The changes that were made in a run.
 *
 * @param all of them, each of which became live
 * @param perSecond how many were live by the end of the run, for each of its seconds
 */
record Changes(List<Change> all, double perSecond) {

    static final Changes NONE = new Changes(List.of(), 0);

    private static final double NANOS_PER_MILLI = 1e6;

    /** {@return what {@code nanos} is of that share of the changes at most; not a number if there were none} */
    double millis(double share, ToLongFunction<Change> nanos) {
        long[] sorted = all.stream().mapToLong(nanos).sorted().toArray();
        return sorted.length == 0
                ? Double.NaN
                : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)] / NANOS_PER_MILLI;
    }
}
