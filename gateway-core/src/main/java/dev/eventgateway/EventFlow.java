package dev.eventgateway;

import dev.eventgateway.delivery.Authorizers;
import dev.eventgateway.delivery.Clearance;
import dev.eventgateway.delivery.Delivery;
import dev.eventgateway.delivery.Dispatcher;
import dev.eventgateway.delivery.Offer;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.EventForm;
import dev.eventgateway.event.EventReader;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.event.RequestException;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.routing.Match;
import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.routing.Subscription;
import dev.eventgateway.routing.Target;
import java.time.Duration;
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
    private final EventReader reader;
    private final PluginGate plugins;
    private final Authorizers authorizers;
    private final Dispatcher dispatcher;
    private final LoopGuard loops;
    private final Metrics metrics;
    private final BatchFlow batches;

    EventFlow(
            Supplier<RoutingTable> table,
            EventReader reader,
            PluginGate plugins,
            Authorizers authorizers,
            Dispatcher dispatcher,
            LoopGuard loops,
            Metrics metrics,
            BatchFlow batches) {
        this.table = table;
        this.reader = reader;
        this.plugins = plugins;
        this.authorizers = authorizers;
        this.dispatcher = dispatcher;
        this.loops = loops;
        this.metrics = metrics;
        this.batches = batches;
    }

    /** {@return the reply, which may be an error; the stage itself never fails} */
    CompletionStage<GatewayReply> handle(GatewayRequest request) {
        return replied(() -> started(request));
    }

    /** {@return the reply to an event that is there already; the stage itself never fails} */
    CompletionStage<GatewayReply> emit(Event event, String path, Headers headers) {
        return replied(() -> {
            Event admitted = reader.admit(event);
            return arrived(Arrival.of(table.get(), GatewayRequest.bringing(admitted, path, headers), admitted));
        });
    }

    private static CompletionStage<GatewayReply> replied(Supplier<CompletionStage<GatewayReply>> work) {
        try {
            return work.get().exceptionally(EventFlow::refusal);
        } catch (RuntimeException failure) {
            return CompletableFuture.completedStage(refusal(failure));
        }
    }

    private CompletionStage<GatewayReply> started(GatewayRequest request) {
        EventForm form = EventForm.of(request.headers());
        if (form == EventForm.BATCH) {
            return batches.handle(request);
        }
        Optional<String> type = form.type(request.headers());
        return type.isPresent() ? typed(request, form, type.get()) : untyped(request, form);
    }

    /** The headers tell the type: match first, and leave the body alone when nobody wants it. */
    private CompletionStage<GatewayReply> typed(GatewayRequest request, EventForm form, String type) {
        RoutingTable now = table.get();
        Match match = Arrival.match(now, request, type);
        if (match.isEmpty() && !plugins.wants(type)) {
            requireWellFormed(request, form);
            return CompletableFuture.completedStage(Arrival.unmatched(request, type, metrics));
        }
        Optional<FunctionSpec> straight =
                form == EventForm.HTTP_REQUEST && request.stream().isPresent()
                        ? straight(now, match, type)
                        : Optional.empty();
        if (straight.isPresent()) {
            return forwarded(straight.get(), match.sync().orElseThrow().subscription(), request);
        }
        return request.body().thenCompose(body -> {
            Event event = reader.decode(form, request, body, Map.of());
            return arrived(new Arrival(now, match, request, event));
        });
    }

    /**
     * {@return the function that a request goes straight to: in proxy mode, and nobody else looks at the event} Taps, authorizers,
     * observers and plugins need the event, and so its body as a whole. This is the one place that decides.
     */
    private Optional<FunctionSpec> straight(RoutingTable table, Match match, String type) {
        if (match.sync().isEmpty() || !match.async().isEmpty()) {
            return Optional.empty();
        }
        Subscription subscription = match.sync().get().subscription();
        Optional<FunctionSpec> function = table.function(subscription.space(), subscription.functionId());
        boolean seen =
                plugins.lookOn() || table.isObserved(subscription.space()) || Authorizers.areAsked(table, match, type);
        return seen ? Optional.empty() : function.filter(FunctionSpec::isProxy);
    }

    private CompletionStage<GatewayReply> forwarded(
            FunctionSpec function, Subscription subscription, GatewayRequest request) {
        Optional<String> loop = loops.refusal(request, subscription);
        if (loop.isPresent()) {
            return CompletableFuture.completedStage(GatewayReply.error(508, loop.get()));
        }
        if (subscription.paused()) {
            metrics.eventRefused(subscription.space(), subscription.eventType());
            return CompletableFuture.completedStage(paused());
        }
        return dispatcher.forward(function, subscription, request);
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
            return arrived(Arrival.of(table.get(), request, event));
        });
    }

    /** An event is there. Plugins are asked first: it may be another one then. */
    private CompletionStage<GatewayReply> arrived(Arrival arrival) {
        return plugins.passed(arrival).thenCompose(this::passed);
    }

    /** It may go on. Unless it goes round in a loop, who observes the gateway hears of it; then authorizers are asked. */
    private CompletionStage<GatewayReply> passed(Arrival arrival) {
        Match match = arrival.match();
        if (match.isEmpty()) {
            return CompletableFuture.completedStage(
                    Arrival.unmatched(arrival.request(), arrival.event().type(), metrics));
        }
        Optional<String> loop = loops.refusal(arrival);
        if (loop.isPresent()) {
            return CompletableFuture.completedStage(GatewayReply.error(508, loop.get()));
        }
        Arrival passed = arrival.passed();
        passed.announce(dispatcher);
        return authorizers
                .clear(passed.table(), match, passed.event(), passed.request())
                .thenCompose(clearance -> delivered(passed, clearance));
    }

    /** An event is on its way to those subscriptions that it is cleared for. */
    private CompletionStage<GatewayReply> delivered(Arrival arrival, Clearance clearance) {
        Match match = arrival.match();
        List<Delivery> deliveries = clearance.deliveries(match);
        return match.sync().isPresent()
                ? answered(match.sync().get(), arrival.request(), clearance, deliveries)
                : accepted(arrival.request(), deliveries);
    }

    /** A function answers. Who is subscribed beside it gets the event, whether or not that one does. */
    private CompletionStage<GatewayReply> answered(
            Target sync, GatewayRequest request, Clearance clearance, List<Delivery> taps) {
        Optional<Delivery> delivery = clearance.delivery(sync);
        if (delivery.isPresent() && sync.subscription().paused()) {
            metrics.eventRefused(delivery.get().space(), delivery.get().event().type());
            return CompletableFuture.completedStage(paused());
        }
        taps.forEach(dispatcher::tap);
        return delivery.map(cleared -> dispatcher.call(cleared.event(), cleared.subscription(), request))
                .orElseGet(() -> CompletableFuture.completedStage(denied()));
    }

    private CompletionStage<GatewayReply> accepted(GatewayRequest request, List<Delivery> deliveries) {
        if (deliveries.isEmpty()) {
            return CompletableFuture.completedStage(denied());
        }
        Optional<Duration> wait = WaitPreference.of(request.headers());
        Offer offer = dispatcher.offer(deliveries, wait);
        return offer.outcomes()
                .map(outcomes -> outcomes.thenApply(all -> AcknowledgedReply.of(wait.orElseThrow(), all)))
                .orElseGet(() -> offer.due().thenApply(now -> switch (offer.acceptance()) {
                    case ACCEPTED -> GatewayReply.accepted();
                    case FULL -> full();
                    case TOO_MANY -> tooMany(deliveries.size());
                    case PAUSED -> paused();
                }));
    }

    /** Why is between the authorizer and the log. */
    private static GatewayReply denied() {
        return GatewayReply.error(403, "The event is not authorized.");
    }

    private static GatewayReply full() {
        return GatewayReply.unavailable("Too many events are waiting. Please try again later.");
    }

    private static GatewayReply tooMany(int subscriptions) {
        return GatewayReply.error(
                413,
                "The event goes to " + subscriptions
                        + " asynchronous subscriptions, more than can wait in all queues.");
    }

    private static GatewayReply paused() {
        return GatewayReply.unavailable("A subscription to this event is paused. Please try again later.");
    }

    private static GatewayReply refusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RequestException bad) {
            return GatewayReply.error(bad);
        }
        LOG.error("request failed unexpectedly", cause);
        return GatewayReply.error(500, "Internal error. Please check logs.");
    }
}
