package dev.eventgateway.bench.stores;

import java.util.Locale;

/** Figures as people read them. */
final class Text {

    private Text() {}

    static String time(long nanos) {
        double millis = nanos / 1e6;
        if (millis < 0.1) {
            return format(millis < 0.01 ? "%.1f µs" : "%.0f µs", nanos / 1e3);
        }
        return format(millis < 10 ? "%.2f ms" : millis < 100 ? "%.1f ms" : "%,.0f ms", millis);
    }

    static String size(long bytes) {
        if (bytes < 10_000) {
            return format("%,d B", bytes);
        }
        return bytes < 1e6 ? format("%.0f kB", bytes / 1e3) : format("%.1f MB", bytes / 1e6);
    }

    static String number(long number) {
        return format("%,d", number);
    }

    static String ratio(double ratio) {
        return format("%.1f", ratio);
    }

    static String percent(double share) {
        return format("%.0f %%", 100 * share);
    }

    private static String format(String format, Object value) {
        return String.format(Locale.ROOT, format, value);
    }
}
