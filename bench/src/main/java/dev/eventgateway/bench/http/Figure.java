package dev.eventgateway.bench.http;

import java.util.List;
import java.util.Locale;

/** What is told of each run: a column of a table. */
enum Figure {
    RATE("requests/s", "%,.0f"),
    P50("p50 ms", "%.2f"),
    P99("p99 ms", "%.2f"),
    P999("p99.9 ms", "%.2f"),
    CPU("CPU µs/request", "%.1f"),
    MEMORY("memory MB", "%.0f"),
    CHANGES("changes/s", "%.1f"),
    ANSWERED_P50("answered after, p50 ms", "%.1f"),
    ANSWERED_P99("answered after, p99 ms", "%.1f"),
    LIVE_HERE_P50("then live here, p50 ms", "%.1f"),
    LIVE_HERE_P99("then live here, p99 ms", "%.1f"),
    LIVE_ELSEWHERE_P50("then live elsewhere, p50 ms", "%.1f"),
    LIVE_ELSEWHERE_P99("then live elsewhere, p99 ms", "%.1f"),
    ERROR_P99("or sooner by, p99 ms", "%.1f"),
    FOLLOWED_P99("live everywhere since it was asked for, p99 ms", "%.1f");

    /** Of every run. */
    static final List<Figure> OF_REQUESTS = List.of(RATE, P50, P99, P999, CPU, MEMORY);

    /** Of one in which the configuration changed. */
    static final List<Figure> OF_CHANGES = List.of(
            CHANGES,
            ANSWERED_P50,
            ANSWERED_P99,
            LIVE_HERE_P50,
            LIVE_HERE_P99,
            LIVE_ELSEWHERE_P50,
            LIVE_ELSEWHERE_P99,
            ERROR_P99,
            FOLLOWED_P99);

    private final String title;
    private final String format;

    Figure(String title, String format) {
        this.title = title;
        this.format = format;
    }

    String title() {
        return title;
    }

    double of(Sample sample) {
        return switch (this) {
            case RATE -> sample.ratePerSecond();
            case P50 -> sample.millis(0.5);
            case P99 -> sample.millis(0.99);
            case P999 -> sample.millis(0.999);
            case CPU -> sample.cpuMicros();
            case MEMORY -> sample.megabytes();
            case CHANGES -> sample.changes().perSecond();
            case ANSWERED_P50 -> sample.changes().millis(0.5, Change::answeredNanos);
            case ANSWERED_P99 -> sample.changes().millis(0.99, Change::answeredNanos);
            case LIVE_HERE_P50 ->
                sample.changes().millis(0.5, change -> change.here().nanos());
            case LIVE_HERE_P99 ->
                sample.changes().millis(0.99, change -> change.here().nanos());
            case LIVE_ELSEWHERE_P50 ->
                sample.changes().millis(0.5, change -> change.elsewhere().nanos());
            case LIVE_ELSEWHERE_P99 ->
                sample.changes().millis(0.99, change -> change.elsewhere().nanos());
            case ERROR_P99 -> sample.changes().millis(0.99, Change::errorNanos);
            case FOLLOWED_P99 -> sample.changes().millis(0.99, Change::followedNanos);
        };
    }

    String text(double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
