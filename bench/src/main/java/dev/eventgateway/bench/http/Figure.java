package dev.eventgateway.bench.http;

import java.util.Locale;

/** What is told of each run: a column of the table. */
enum Figure {
    RATE("requests/s", "%,.0f"),
    P50("p50 ms", "%.2f"),
    P99("p99 ms", "%.2f"),
    P999("p99.9 ms", "%.2f"),
    CPU("CPU µs/request", "%.1f"),
    MEMORY("memory MB", "%.0f");

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
        };
    }

    String text(double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
