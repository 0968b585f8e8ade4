package dev.eventgateway.server.metric;

import dev.eventgateway.EventGateway;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.OwnEvents;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.routing.DocumentId.Kind;
import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.server.config.ConfigMetrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What is measured, under the names and labels of the first Event Gateway, and a little more. What is not configured never
 * becomes a label, and there are only so many of those that are.
 */
public final class PrometheusMetrics implements Metrics, ConfigMetrics {

    private static final int MOST_LABELS = 1_000;
    private static final double NANOS = 1e9;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Instruments instruments = new Instruments(registry);
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final LabelCap eventTypes = new LabelCap(MOST_LABELS);
    private final LabelCap functions = new LabelCap(MOST_LABELS);
    private final LabelCap resources = new LabelCap(MOST_LABELS);

    private final Counter received = events("received", "Events for a subscription.");
    private final Counter processed = events("processed", "Events for a subscription that are dealt with.");
    private final Counter retried = events("retried", "Calls of functions that failed and are made again.");
    private final Counter deadLettered = events("dead_lettered", "Events that a dead letter function took.");
    private final Counter refused = events("refused", "Events answered with 503 because a queue was full.");
    private final Counter dropped = events("dropped", "Events for a subscription that were lost.");
    private final Counter denied = events("denied", "Events that an authorizer did not let pass.");
    private final Counter looped = events("looped", "Events refused as they go round in a loop.");
    private final Counter systemDropped = instruments.counter(
            "system_events_dropped_total", "Events of the gateway itself that were not delivered.", "space", "type");
    private final Counter unmatched = instruments.counter("events_unmatched_total", "Events without any subscription.");
    private final Histogram waited = instruments.histogram(
            "events_custom_processing_seconds", "Time that asynchronous events wait.", 0.00001, 20);
    private final Counter calls =
            instruments.counter("function_calls_total", "Calls of functions.", "space", "function", "outcome");
    private final Histogram callTime = instruments.histogram(
            "function_duration_seconds", "Time that functions take.", 0.0005, 16, "space", "function");
    private final Counter configRequests =
            instruments.counter("config_requests_total", "Requests for documents.", "space", "resource", "operation");
    private final Histogram configTime =
            instruments.histogram("config_request_duration_seconds", "Time that Config API requests take.", 0.0005, 16);

    private final PluginInstruments plugins = new PluginInstruments(instruments);
    private final AtomicBoolean jvmIsMeasured = new AtomicBoolean();
    private final Gauges gauges;
    private volatile @Nullable EventGateway gateway;

    /** Measures nothing until a gateway is given to {@link #observe}, but counts what it is told. */
    public PrometheusMetrics() {
        gauges = new Gauges(() -> Optional.ofNullable(gateway), functions);
        gauges.register(instruments);
    }

    /** Starts to measure what that gateway has in force. */
    public void observe(EventGateway opened) {
        gateway = opened;
    }

    @Override
    public void eventReceived(String space, String eventType) {
        count(received, space, eventType);
    }

    @Override
    public void eventProcessed(String space, String eventType) {
        count(processed, space, eventType);
    }

    @Override
    public void eventRetried(String space, String eventType) {
        count(retried, space, eventType);
    }

    @Override
    public void eventDeadLettered(String space, String eventType) {
        count(deadLettered, space, eventType);
    }

    @Override
    public void eventRefused(String space, String eventType) {
        count(refused, space, eventType);
    }

    @Override
    public void eventDropped(String space, String eventType) {
        count(dropped, space, eventType);
    }

    @Override
    public void eventDenied(String space, String eventType) {
        count(denied, space, eventType);
    }

    @Override
    public void eventLooped(String space, String eventType) {
        count(looped, space, eventType);
    }

    @Override
    public void systemEventDropped(String space, String eventType) {
        count(systemDropped, space, eventType);
    }

    @Override
    public void eventUnmatched() {
        unmatched.inc();
    }

    @Override
    public void functionCalled(String space, String functionId, String outcome, Duration took) {
        List<String> function = functions.labels(space, functionId);
        calls.labelValues(function.get(0), function.get(1), outcome).inc();
        callTime.labelValues(function.get(0), function.get(1)).observe(took.toNanos() / NANOS);
    }

    /** Counted as a call, but not measured: calls that were not made would hide how long the others take. */
    @Override
    public void functionKeptBack(String space, String functionId, String outcome) {
        List<String> function = functions.labels(space, functionId);
        calls.labelValues(function.get(0), function.get(1), outcome).inc();
    }

    @Override
    public void deliveryWaited(Duration time) {
        waited.observe(time.toNanos() / NANOS);
    }

    @Override
    public void pluginCalled(String plugin, String outcome, Duration took) {
        plugins.called(plugin, outcome, took);
    }

    @Override
    public void pluginCounted(String plugin, String name, long more) {
        plugins.counted(plugin, name, more);
    }

    @Override
    public void pluginMeasured(String plugin, String name, double value) {
        plugins.measured(plugin, name, value);
    }

    @Override
    public void requested(String space, String resource, String operation) {
        boolean isLabel = resources.has(space, resource) || isKnown(space);
        String known = isLabel ? space : LabelCap.OTHER;
        configRequests
                .labelValues(resources.labels(known, resource).get(0), resource, operation)
                .inc();
    }

    @Override
    public void answered(Duration took) {
        configTime.observe(took.toNanos() / NANOS);
    }

    @Override
    public byte[] exposition() {
        if (jvmIsMeasured.compareAndSet(false, true)) {
            // Only now: it is a third of a second that no start should wait for.
            JvmMetrics.builder().register(registry);
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            writer.write(text, registry.scrape());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toByteArray();
    }

    @Override
    public String expositionType() {
        return writer.getContentType();
    }

    private Counter events(String what, String help) {
        return instruments.counter("events_" + what + "_total", help, "space", "type");
    }

    private void count(Counter counter, String space, String eventType) {
        List<String> labels = eventTypes.labels(space, known(space, eventType));
        counter.labelValues(labels.get(0), labels.get(1)).inc();
    }

    /** An event may have any type that a subscription's wildcard lets through. */
    private String known(String space, String eventType) {
        return isOwn(eventType) || gauges.table().eventType(space, eventType).isPresent() ? eventType : LabelCap.OTHER;
    }

    /** Nobody else can send these, and there are only a few. */
    private static boolean isOwn(String eventType) {
        return eventType.equals(Event.HTTP_REQUEST) || eventType.startsWith(OwnEvents.TYPES);
    }

    private boolean isKnown(String space) {
        RoutingTable table = gauges.table();
        return Arrays.stream(Kind.values()).anyMatch(kind -> table.count(kind, space) > 0);
    }
}
