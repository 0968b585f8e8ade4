package dev.eventgateway.server.metric;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Makes the metrics of one registry, all named in the same way. */
final class Instruments {

    private static final String PREFIX = "eventgateway_";

    private final PrometheusRegistry registry;

    Instruments(PrometheusRegistry registry) {
        this.registry = registry;
    }

    Counter counter(String name, String help, String... labels) {
        return Counter.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    /** {@return a histogram of so many buckets, each twice as wide as the one before} */
    Histogram histogram(String name, String help, double first, int count, String... labels) {
        double[] bounds = IntStream.range(0, count)
                .mapToDouble(index -> first * Math.pow(2, index))
                .toArray();
        return Histogram.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(labels)
                .classicOnly()
                .classicUpperBounds(bounds)
                .withoutExemplars()
                .register(registry);
    }

    /** {@return a gauge that keeps what it was told last} */
    Gauge values(String name, String help, String... labels) {
        return Gauge.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    /** Has {@code read} tell the values each time somebody asks. */
    void gauge(String name, String help, Consumer<GaugeWithCallback.Callback> read, String... labels) {
        GaugeWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(labels)
                .callback(read)
                .register(registry);
    }
}
