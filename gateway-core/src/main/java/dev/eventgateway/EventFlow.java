package dev.eventgateway;

import dev.eventgateway.delivery.Delivery;
import dev.eventgateway.delivery.Dispatcher;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.EventForm;
import dev.eventgateway.event.EventReader;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.RequestException;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.routing.Match;
import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.routing.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one event, top to bottom: what it is, where it goes, and there. The body is read only when it is known to be
 * needed.
 */
final class EventFlow {

    private static final Logger LOG = LoggerFactory.getLogger(EventFlow.class);

    private final Supplier<RoutingTable> table;
    private final Dispatcher dispatcher;
    private final Metrics metrics;
    private final EventReader reader;

    EventFlow(Supplier<RoutingTable> table, Dispatcher dispatcher, Metrics metrics, EventReader reader) {
        this.table = table;
        this.dispatcher = dispatcher;
        this.metrics = metrics;
        this.reader = reader;
    }

    /** {@return the reply, which may be an error; the stage itself never fails} */
    CompletionStage<GatewayReply> handle(GatewayRequest request) {
        try {
            return started(request).exceptionally(EventFlow::refusal);
        } catch (RuntimeException failure) {
            return CompletableFuture.completedStage(refusal(failure));
        }
    }

    /** {@return the reply to an event that is there already; the stage itself never fails} */
    CompletionStage<GatewayReply> emit(Event event, String path) {
        try {
            Match match = table.get().match("POST", path, event.type());
            return match.isEmpty()
                    ? CompletableFuture.completedStage(unmatched("POST", path, event.type()))
                    : delivered(match, event).exceptionally(EventFlow::refusal);
        } catch (RuntimeException failure) {
            return CompletableFuture.completedStage(refusal(failure));
        }
    }

    private CompletionStage<GatewayReply> started(GatewayRequest request) {
        EventForm form = EventForm.of(request.headers());
        Optional<String> type = form.type(request.headers());
        return type.isPresent() ? typed(request, form, type.get()) : untyped(request, form);
    }

    /** The headers tell the type: match first, and leave the body alone when nobody wants it. */
    private CompletionStage<GatewayReply> typed(GatewayRequest request, EventForm form, String type) {
        Match match = match(request, type);
        if (match.isEmpty()) {
            requireWellFormed(request, form);
            return CompletableFuture.completedStage(unmatched(request.method(), request.rawPath(), type));
        }
        return request.body().thenCompose(body -> delivered(match, reader.decode(form, request, body, Map.of())));
    }

    /** A malformed event is refused whether or not somebody wants it, as far as its headers tell. */
    private void requireWellFormed(GatewayRequest request, EventForm form) {
        if (form != EventForm.HTTP_REQUEST) {
            reader.decode(form, request, new byte[0], Map.of());
        }
    }

    /** Only the body tells the type. */
    private CompletionStage<GatewayReply> untyped(GatewayRequest request, EventForm form) {
        return request.body().thenCompose(body -> {
            Event event = reader.decode(form, request, body, Map.of());
            Match match = match(request, event.type());
            return match.isEmpty()
                    ? CompletableFuture.completedStage(unmatched(request.method(), request.rawPath(), event.type()))
                    : delivered(match, event);
        });
    }

    private Match match(GatewayRequest request, String type) {
        return table.get().match(request.method(), request.rawPath(), type);
    }

    /** A plain request that nobody serves is an error; an event that nobody wants is none. */
    private GatewayReply unmatched(String method, String path, String type) {
        metrics.eventUnmatched();
        return type.equals(Event.HTTP_REQUEST)
                ? GatewayReply.error(404, "No subscription for " + method + " " + path + ".")
                : GatewayReply.accepted();
    }

    /** An event is on its way to somebody. */
    private CompletionStage<GatewayReply> delivered(Match match, Event event) {
        List<Delivery> deliveries = match.async().stream()
                .map(target -> new Delivery(event.withParams(target.params()), target.subscription()))
                .toList();
        if (match.sync().isPresent()) {
            deliveries.forEach(dispatcher::tap);
            Target target = match.sync().get();
            return dispatcher.call(event.withParams(target.params()), target.subscription());
        }
        return CompletableFuture.completedStage(dispatcher.offer(deliveries) ? GatewayReply.accepted() : full());
    }

    private static GatewayReply full() {
        return GatewayReply.error(503, "Too many events are waiting. Please try again later.")
                .with("Retry-After", "1");
    }

    private static GatewayReply refusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RequestException bad) {
            return GatewayReply.error(bad.status(), bad.getMessage());
        }
        LOG.error("request failed unexpectedly", cause);
        return GatewayReply.error(500, "Internal error. Please check logs.");
    }
}
