package dev.eventgateway.server.config;

import java.time.Duration;

/** Told what the Config API is asked for. Safe for use by many threads. */
public interface ConfigMetrics {

    /** A document, or a list of them, of that space is asked for or changed. */
    void requested(String space, String resource, String operation);

    /** A request was answered after {@code took}. */
    void answered(Duration took);

    /** {@return all that is measured, in Prometheus' text format} */
    byte[] exposition();

    /** {@return the media type of {@link #exposition}} */
    String expositionType();
}
