package dev.eventgateway.kafka;

import dev.eventgateway.event.Event;
import dev.eventgateway.plugin.Plugin;
import dev.eventgateway.plugin.PluginConfig;
import dev.eventgateway.plugin.PluginMetrics;
import dev.eventgateway.plugin.Reaction;
import dev.eventgateway.plugin.SystemEvent;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends the events that arrive to a topic. As a synchronous plugin it lets an event go on when the topic has it; as an
 * asynchronous one it hands it to Kafka's client and looks no further.
 */
public final class KafkaPlugin implements Plugin {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaPlugin.class);

    /** The gateway gives it five seconds. */
    private static final Duration CLOSE = Duration.ofSeconds(4);

    private @Nullable Open open;

    /** What there is once it has started. */
    private record Open(
            KafkaSettings settings, RecordWriter writer, Producer<byte[], byte[]> producer, PluginMetrics metrics) {}

    /** One that is found by its name. */
    public KafkaPlugin() {}

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public void start(PluginConfig config, PluginMetrics metrics) {
        KafkaSettings settings = KafkaSettings.of(config);
        open = new Open(
                settings,
                new RecordWriter(settings.topic(), settings.content()),
                new KafkaProducer<>(settings.producer(), new ByteArraySerializer(), new ByteArraySerializer()),
                metrics);
    }

    private Open open() {
        Open opened = open;
        if (opened == null) {
            throw new IllegalStateException("not started");
        }
        return opened;
    }

    @Override
    public Map<Class<? extends SystemEvent>, Mode> listensTo() {
        return Map.of(SystemEvent.Received.class, open().settings().mode());
    }

    @Override
    public Reaction react(SystemEvent what) {
        Open opened = open();
        if (!opened.settings().wants(what.event().type())) {
            return Reaction.pass();
        }
        CompletableFuture<Reaction> reaction = append(opened, what.event().withoutCredentials());
        return opened.settings().mode() == Mode.SYNC ? Reaction.later(reaction) : Reaction.pass();
    }

    private static CompletableFuture<Reaction> append(Open opened, Event event) {
        CompletableFuture<Reaction> reaction = new CompletableFuture<>();
        var unused = opened.producer().send(opened.writer().record(event), (where, failure) -> {
            if (failure == null) {
                opened.metrics().count("appended", 1);
                reaction.complete(Reaction.pass());
            } else if (failure instanceof RecordTooLargeException) {
                opened.metrics().count("too_large", 1);
                reaction.complete(Reaction.refuse("The event is larger than the topic takes."));
            } else {
                failed(opened, event, failure);
                reaction.completeExceptionally(failure);
            }
        });
        return reaction;
    }

    /** The gateway tells of what it waits for; nobody else would tell of this. */
    private static void failed(Open opened, Event event, Exception failure) {
        opened.metrics().count("lost", 1);
        if (opened.settings().mode() == Mode.ASYNC) {
            LOG.error("event not appended: topic={} event={}", opened.settings().topic(), event, failure);
        }
    }

    /** Sends what is still on its way. */
    @Override
    public void close() {
        if (open != null) {
            open().producer().close(CLOSE);
        }
    }
}
