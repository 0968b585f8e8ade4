package dev.eventgateway.plugin;

import java.time.Duration;
import java.util.Set;

/**
 * How a plugin is treated, by those of its settings that the gateway reads itself.
 *
 * @param failure what becomes of an event when a plugin that it waits for fails
 * @param timeout how long a reaction may take; of a synchronous one, with all waiting
 * @param threads how many calls may run at once
 * @param waiting how many events may wait for it
 * @param waitingBytes about how much memory they may take
 */
record PluginRules(Failure failure, Duration timeout, int threads, int waiting, long waitingBytes) {

    /** The names of these settings. */
    static final Set<String> SETTINGS = Set.of("failure", "timeout", "threads", "queue", "queue-size");

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int WAITING = 1_000;
    private static final int SHARE_OF_HEAP = 16;
    private static final long MOST_BYTES = 32L * 1024 * 1024;

    /** What becomes of an event when a plugin that it waits for fails. */
    enum Failure {
        /** It goes on as if the plugin was not there. */
        OPEN,
        /** It is refused with 503. */
        CLOSED
    }

    /**
     * @throws IllegalArgumentException if a setting cannot be used
     */
    static PluginRules of(PluginConfig config) {
        return new PluginRules(
                config.choice("failure", Failure.OPEN),
                config.time("timeout", TIMEOUT),
                config.number("threads", 1, 1, 64),
                config.number("queue", WAITING, 1, 1_000_000),
                config.size(
                        "queue-size", Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP)));
    }
}
