package dev.eventgateway.plugin;

import org.jspecify.annotations.Nullable;

/** A plugin cannot be loaded or started. The message names it and says why. */
public final class PluginException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A failure of the plugin, or of who wrote its settings. */
    public PluginException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
