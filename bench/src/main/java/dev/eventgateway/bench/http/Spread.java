package dev.eventgateway.bench.http;

import java.util.Locale;
import java.util.stream.DoubleStream;

/** The median of some values, between the least and the greatest. */
record Spread(double least, double median, double greatest) {

    /**
     * {@return that of {@code values}}
     *
     * @throws IllegalArgumentException if there are none
     */
    static Spread of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("no values");
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }

    /** {@return such as {@code 12.1 [9.8-14.0]}, the way the figure is written} */
    String as(Figure figure) {
        return figure.text(median) + " [" + figure.text(least) + "-" + figure.text(greatest) + "]";
    }

    /** {@return such as {@code 0.81x [0.77-0.90]}} */
    String asRatio() {
        return String.format(Locale.ROOT, "%.2fx [%.2f-%.2f]", median, least, greatest);
    }
}
