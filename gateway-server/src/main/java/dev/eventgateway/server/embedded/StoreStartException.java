package dev.eventgateway.server.embedded;

import org.jspecify.annotations.Nullable;

/** The embedded store could not start; the message says why and what to do, for the person who started it. */
public final class StoreStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoreStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
