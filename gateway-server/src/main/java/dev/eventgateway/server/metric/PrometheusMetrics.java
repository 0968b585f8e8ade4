package dev.eventgateway.server.metric;

import dev.eventgateway.EventGateway;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.routing.DocumentId.Kind;
import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.server.config.ConfigMetrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is measured, under the names and labels of the first Event Gateway, and a little more. What is not configured never
 * becomes a label.
 */
public final class PrometheusMetrics implements Metrics, ConfigMetrics {

    private static final String PREFIX = "eventgateway_";
    private static final int MOST_LABELS = 1_000;
    private static final double NANOS = 1e9;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final LabelCap eventTypes = new LabelCap(MOST_LABELS);
    private final LabelCap functions = new LabelCap(MOST_LABELS);

    private final Counter received = counter("events_received_total", "Events for a subscription.", "space", "type");
    private final Counter processed =
            counter("events_processed_total", "Events for a subscription that are dealt with.", "space", "type");
    private final Counter refused =
            counter("events_refused_total", "Events answered with 503 because a queue was full.", "space", "type");
    private final Counter dropped =
            counter("events_dropped_total", "Accepted events that were not delivered.", "space", "type");
    private final Counter denied =
            counter("events_denied_total", "Events that an authorizer did not let pass.", "space", "type");
    private final Counter systemDropped = counter(
            "system_events_dropped_total", "Events of the gateway itself that were not delivered.", "space", "type");
    private final Counter unmatched = counter("events_unmatched_total", "Events without any subscription.");
    private final Histogram waited =
            histogram("events_custom_processing_seconds", "Time that asynchronous events wait.", 0.00001, 20);
    private final Counter calls =
            counter("function_calls_total", "Calls of functions.", "space", "function", "outcome");
    private final Histogram callTime =
            histogram("function_duration_seconds", "Time that functions take.", 0.0005, 16, "space", "outcome");
    private final Counter configRequests =
            counter("config_requests_total", "Requests for documents.", "space", "resource", "operation");
    private final Histogram configTime =
            histogram("config_request_duration_seconds", "Time that Config API requests take.", 0.0005, 16);

    private final AtomicBoolean jvmIsMeasured = new AtomicBoolean();
    private volatile @Nullable EventGateway gateway;

    /** Measures nothing until a gateway is given to {@link #observe}, but counts what it is told. */
    public PrometheusMetrics() {
        documents("eventtypes_total", "Event types.", Kind.EVENT_TYPE);
        documents("functions_total", "Functions.", Kind.FUNCTION);
        documents("subscriptions_total", "Subscriptions.", Kind.SUBSCRIPTION);
        documents("cors_total", "CORS rules.", Kind.CORS_RULE);
        GaugeWithCallback.builder()
                .name(PREFIX + "events_backlog")
                .help("Asynchronous events that wait.")
                .callback(gauge -> gauge.call(
                        gateway().map(open -> open.status().waiting()).orElse(0)))
                .register(registry);
    }

    /** Starts to measure what that gateway has in force. */
    public void observe(EventGateway opened) {
        gateway = opened;
    }

    @Override
    public void eventReceived(String space, String eventType) {
        received.labelValues(space, known(space, eventType)).inc();
    }

    @Override
    public void eventProcessed(String space, String eventType) {
        processed.labelValues(space, known(space, eventType)).inc();
    }

    @Override
    public void eventRefused(String space, String eventType) {
        refused.labelValues(space, known(space, eventType)).inc();
    }

    @Override
    public void eventDenied(String space, String eventType) {
        denied.labelValues(space, known(space, eventType)).inc();
    }

    @Override
    public void systemEventDropped(String space, String eventType) {
        systemDropped.labelValues(space, known(space, eventType)).inc();
    }

    @Override
    public void eventUnmatched() {
        unmatched.inc();
    }

    @Override
    public void functionCalled(String space, String functionId, String outcome, Duration took) {
        String function = functions.admits(space, functionId) ? functionId : LabelCap.OTHER;
        calls.labelValues(space, function, outcome).inc();
        callTime.labelValues(space, outcome).observe(took.toNanos() / NANOS);
    }

    @Override
    public void deliveryWaited(Duration time) {
        waited.observe(time.toNanos() / NANOS);
    }

    @Override
    public void deliveryFailed(String space, String functionId) {
        dropped.labelValues(space, "custom").inc();
    }

    @Override
    public void requested(String space, String resource, String operation) {
        configRequests
                .labelValues(isKnown(space) ? space : LabelCap.OTHER, resource, operation)
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

    /** An event may have any type that a subscription's wildcard lets through. */
    private String known(String space, String eventType) {
        return table().eventType(space, eventType).isPresent() && eventTypes.admits(space, eventType)
                ? eventType
                : LabelCap.OTHER;
    }

    private boolean isKnown(String space) {
        RoutingTable table = table();
        for (Kind kind : Kind.values()) {
            if (table.count(kind, space) > 0) {
                return true;
            }
        }
        return false;
    }

    private RoutingTable table() {
        return gateway().map(EventGateway::table).orElseGet(RoutingTable::empty);
    }

    private Optional<EventGateway> gateway() {
        return Optional.ofNullable(gateway);
    }

    private void documents(String name, String help, Kind kind) {
        GaugeWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames("space")
                .callback(gauge -> {
                    RoutingTable table = table();
                    table.spaces().forEach(space -> gauge.call(table.count(kind, space), space));
                })
                .register(registry);
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    private Histogram histogram(String name, String help, double first, int count, String... labels) {
        double[] bounds = IntStream.range(0, count)
                .mapToDouble(index -> first * Math.pow(2, index))
                .toArray();
        return Histogram.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(labels)
                .classicOnly()
                .classicUpperBounds(bounds)
                .withoutExemplars()
                .register(registry);
    }
}
