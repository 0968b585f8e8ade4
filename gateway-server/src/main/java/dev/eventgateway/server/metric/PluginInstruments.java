package dev.eventgateway.server.metric;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Duration;

/** What plugins do, and what they count themselves. */
final class PluginInstruments {

    private static final int MOST_LABELS = 500;
    private static final double NANOS = 1e9;

    private final LabelCap names = new LabelCap(MOST_LABELS);
    private final Counter calls;
    private final Histogram time;
    private final Counter counts;
    private final Gauge values;

    PluginInstruments(Instruments instruments) {
        calls = instruments.counter("plugin_calls_total", "Events that a plugin was to react to.", "plugin", "outcome");
        time = instruments.histogram("plugin_duration_seconds", "Time that plugins take.", 0.00005, 20, "plugin");
        counts = instruments.counter("plugin_count_total", "What a plugin counts itself.", "plugin", "name");
        values = instruments.values("plugin_value", "What a plugin measures itself.", "plugin", "name");
    }

    void called(String plugin, String outcome, Duration took) {
        calls.labelValues(plugin, outcome).inc();
        if (!outcome.equals("discarded")) {
            time.labelValues(plugin).observe(took.toNanos() / NANOS);
        }
    }

    void counted(String plugin, String name, long more) {
        counts.labelValues(names.labels(plugin, name).toArray(String[]::new)).inc(more);
    }

    void measured(String plugin, String name, double value) {
        values.labelValues(names.labels(plugin, name).toArray(String[]::new)).set(value);
    }
}
