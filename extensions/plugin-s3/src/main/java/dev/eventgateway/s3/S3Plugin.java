package dev.eventgateway.s3;

import dev.eventgateway.plugin.Plugin;
import dev.eventgateway.plugin.PluginConfig;
import dev.eventgateway.plugin.PluginMetrics;
import dev.eventgateway.plugin.Reaction;
import dev.eventgateway.plugin.SystemEvent;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Writes the events that arrive to a bucket, in batches. */
public final class S3Plugin implements Plugin {

    /** The gateway gives it five seconds. */
    private static final Duration CLOSE = Duration.ofMillis(3_500);

    private Optional<S3Settings> settings = Optional.empty();
    private Optional<Shipping> shipping = Optional.empty();

    /** One that is found by its name. */
    public S3Plugin() {}

    @Override
    public String name() {
        return "s3";
    }

    @Override
    public void start(PluginConfig config, PluginMetrics metrics) {
        S3Settings given = S3Settings.of(config, System.getenv());
        settings = Optional.of(given);
        shipping = Optional.of(new Shipping(given, metrics));
    }

    @Override
    public Map<Class<? extends SystemEvent>, Mode> listensTo() {
        return Map.of(SystemEvent.Received.class, settings.orElseThrow().mode());
    }

    @Override
    public Reaction react(SystemEvent what) {
        String type = what.event().type();
        if (settings.orElseThrow().wants(type)) {
            shipping.orElseThrow().add(type, Batch.line(what.event().withoutCredentials()));
        }
        return Reaction.pass();
    }

    /** Writes what still waits. */
    @Override
    public void close() throws InterruptedException {
        if (shipping.isPresent()) {
            shipping.get().close(CLOSE);
        }
    }
}
