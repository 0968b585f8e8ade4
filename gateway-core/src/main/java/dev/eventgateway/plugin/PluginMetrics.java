package dev.eventgateway.plugin;

/**
 * Counts what a plugin wants to be known. Names are lower-case letters, digits and {@code _}, a letter first, at most 50
 * characters. Safe for use by many threads; never blocks.
 */
public interface PluginMetrics {

    /** Adds {@code more}, which is not negative, to a counter. */
    void count(String name, long more);

    /** Says what a value is now. */
    void set(String name, double value);
}
