package dev.eventgateway.plugin;

import dev.eventgateway.metric.Metrics;
import java.util.regex.Pattern;

/** What one plugin counts, told with its name. */
final class NamedMetrics implements PluginMetrics {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,49}");

    private final String plugin;
    private final Metrics metrics;

    NamedMetrics(String plugin, Metrics metrics) {
        this.plugin = plugin;
        this.metrics = metrics;
    }

    @Override
    public void count(String name, long more) {
        if (more < 0) {
            throw new IllegalArgumentException("counter " + name + ": " + more + " more, expected at least 0");
        }
        metrics.pluginCounted(plugin, checked(name), more);
    }

    @Override
    public void set(String name, double value) {
        metrics.pluginMeasured(plugin, checked(name), value);
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "metric \"" + name + "\": expected up to 50 lower-case letters, digits and _, a letter first");
        }
        return name;
    }
}
