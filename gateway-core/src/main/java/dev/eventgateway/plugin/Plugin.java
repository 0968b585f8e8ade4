package dev.eventgateway.plugin;

import java.util.Map;

/**
 * Reacts to what the gateway does. Found by {@link java.util.ServiceLoader} (then it needs a public constructor without
 * parameters), in the jars of a folder, or given to the gateway's builder.
 *
 * <p>All methods are called on threads that belong to this plugin alone, one call at a time unless its setting {@code threads}
 * says otherwise, so it may block, within its setting {@code timeout}. A thread that does not come back in time is
 * interrupted. Whatever a plugin throws, Errors too, is its own failure and nobody else's.
 */
public interface Plugin {

    /** {@return its name in settings, status, metrics and logs: lower-case letters and digits, a letter first} */
    String name();

    /**
     * Starts it. Called once, before anything else but {@link #name}.
     *
     * @param config its settings
     * @param metrics counts what it wants to be known
     * @throws Exception if it cannot work; then the gateway does not start either
     */
    default void start(PluginConfig config, PluginMetrics metrics) throws Exception {}

    /**
     * {@return what it listens to, and how} Asked once, after the start. Only {@link SystemEvent.Received} and {@link
     * SystemEvent.Invoking} can be listened to synchronously: of the others, there is nothing left to refuse.
     */
    Map<Class<? extends SystemEvent>, Mode> listensTo();

    /**
     * Reacts. What an asynchronous listener answers is of no consequence.
     *
     * @return whether the event may pass
     * @throws Exception if it cannot tell; then its setting {@code failure} decides
     */
    Reaction react(SystemEvent event) throws Exception;

    /** Ends it, in a few seconds. Called once, after the last reaction, also when a plugin is switched off. */
    default void close() throws Exception {}

    /** Whether the gateway waits for a plugin. */
    enum Mode {
        /** The event waits for the reaction, and follows it. */
        SYNC,
        /** The event goes on at once; what cannot be told in time is discarded and counted. */
        ASYNC
    }
}
