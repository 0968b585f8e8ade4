package dev.eventgateway.bench.stores;

import java.util.Arrays;

/** How long something took, each time. Safe for use by many threads. */
final class Latencies {

    private long[] nanos = new long[256];
    private int count;

    synchronized void add(long each) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = each;
    }

    void addAll(Latencies others) {
        for (long each : others.sorted()) {
            add(each);
        }
    }

    synchronized int count() {
        return count;
    }

    /** {@return the least that so many per cent did not exceed; the longest for 100} */
    long percentile(int percent) {
        long[] sorted = sorted();
        return sorted[Math.max(0, (sorted.length * percent + 99) / 100 - 1)];
    }

    String median() {
        return Text.time(percentile(50));
    }

    String p99() {
        return Text.time(percentile(99));
    }

    private synchronized long[] sorted() {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted;
    }
}
