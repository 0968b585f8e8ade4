package dev.eventgateway.plugin;

/**
 * How a plugin is doing, since the start.
 *
 * @param name its name
 * @param state whether it is called
 * @param message what is wrong with it; empty if nothing is
 * @param calls how often it was called, or should have been
 * @param failures how often it threw
 * @param timeouts how often it did not react in time
 * @param discarded how many events it was not told of, because too many were waiting or it was not called at all
 * @param waiting events that it has not reacted to yet
 */
public record PluginStatus(
        String name,
        State state,
        String message,
        long calls,
        long failures,
        long timeouts,
        long discarded,
        int waiting) {

    /** Whether a plugin is called. */
    public enum State {
        /** It is. */
        RUNNING,
        /** Not for a few seconds: it did not react in time, several times in a row. */
        RESTING,
        /** Not any more until the gateway is started again. */
        OFF
    }
}
