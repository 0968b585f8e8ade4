package dev.eventgateway;

import dev.eventgateway.AcknowledgedReply.Place;
import dev.eventgateway.delivery.Acceptance;
import dev.eventgateway.delivery.Authorizers;
import dev.eventgateway.delivery.Clearance;
import dev.eventgateway.delivery.Delivery;
import dev.eventgateway.delivery.Dispatcher;
import dev.eventgateway.delivery.Offer;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.EventBatch;
import dev.eventgateway.event.EventReader;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.RefusedEvent;
import dev.eventgateway.event.RequestException;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.routing.RoutingTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The way of a batch: all of its events are accepted or none, and the sender is told which ones were in the way. */
final class BatchFlow {

    /** Events about which somebody is asked at once: a batch must not take all connections of an authorizer, or places of a plugin. */
    private static final int ASKED_AT_ONCE = 16;

    private final Supplier<RoutingTable> table;
    private final EventReader reader;
    private final PluginGate plugins;
    private final Authorizers authorizers;
    private final Dispatcher dispatcher;
    private final LoopGuard loops;
    private final Metrics metrics;
    private final int most;
    private final long mostBytes;

    /**
     * @param most how many events a batch may hold
     * @param mostBytes how large it may be
     */
    BatchFlow(
            Supplier<RoutingTable> table,
            EventReader reader,
            PluginGate plugins,
            Authorizers authorizers,
            Dispatcher dispatcher,
            LoopGuard loops,
            Metrics metrics,
            int most,
            long mostBytes) {
        this.table = table;
        this.reader = reader;
        this.plugins = plugins;
        this.authorizers = authorizers;
        this.dispatcher = dispatcher;
        this.loops = loops;
        this.metrics = metrics;
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** {@return the reply; fails with a {@code RequestException} if the body is no batch} */
    CompletionStage<GatewayReply> handle(GatewayRequest request) {
        Optional<Duration> wait = WaitPreference.of(request.headers());
        return request.body().thenCompose(body -> {
            if (body.length > mostBytes) {
                throw new RequestException(413, "The batch is larger than " + mostBytes + " bytes.");
            }
            EventBatch batch = reader.decodeBatch(body, most);
            return batch.refused().isEmpty()
                    ? asked(arrivals(request, batch.events()), wait)
                    : CompletableFuture.completedStage(GatewayReply.refused(400, batch.refused()));
        });
    }

    private List<Arrival> arrivals(GatewayRequest request, List<Event> events) {
        RoutingTable now = table.get();
        List<GatewayRequest> requests = request.bringing(events);
        return IntStream.range(0, events.size())
                .mapToObj(index -> Arrival.of(now, requests.get(index), events.get(index)))
                .toList();
    }

    /** What a plugin says of an event. */
    private record Said(Arrival arrival, Optional<RequestException> refusal) {}

    /** Plugins are asked first. */
    private CompletionStage<GatewayReply> asked(List<Arrival> arrivals, Optional<Duration> wait) {
        return inTurns(arrivals, this::said).thenCompose(all -> {
            Optional<RequestException> refusal = all.stream()
                    .flatMap(each -> each.refusal().stream())
                    .max(Comparator.comparingInt(RequestException::status));
            return refusal.isPresent()
                    ? CompletableFuture.completedStage(refused(all, refusal.get()))
                    : arrived(all.stream().map(Said::arrival).toList(), wait);
        });
    }

    private CompletionStage<Said> said(Arrival arrival) {
        return plugins.passed(arrival)
                .thenApply(passed -> new Said(passed, Optional.empty()))
                .exceptionally(failure -> {
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    if (cause instanceof RequestException refusal) {
                        return new Said(arrival, Optional.of(refusal));
                    }
                    throw new CompletionException(cause);
                });
    }

    private static GatewayReply refused(List<Said> all, RequestException worst) {
        List<RefusedEvent> refused = IntStream.range(0, all.size())
                .boxed()
                .flatMap(index -> all.get(index).refusal().stream()
                        .map(refusal -> refused(index, all.get(index).arrival(), String.valueOf(refusal.getMessage()))))
                .toList();
        GatewayReply reply = GatewayReply.refused(worst.status(), refused);
        return worst.status() == 503 ? reply.with("Retry-After", "1") : reply;
    }

    /** All events are well-formed, and it is known where they go. */
    private CompletionStage<GatewayReply> arrived(List<Arrival> arrivals, Optional<Duration> wait) {
        List<RefusedEvent> alone = refused(arrivals, BatchFlow::whyAlone);
        if (!alone.isEmpty()) {
            return CompletableFuture.completedStage(GatewayReply.refused(400, alone));
        }
        List<RefusedEvent> looping =
                refused(arrivals, arrival -> arrival.match().isEmpty() ? Optional.empty() : loops.refusal(arrival));
        if (!looping.isEmpty()) {
            return CompletableFuture.completedStage(GatewayReply.refused(508, looping));
        }
        List<Arrival> passed = arrivals.stream().map(Arrival::passed).toList();
        passed.forEach(arrival -> arrival.announce(dispatcher));
        return cleared(passed).thenCompose(clearances -> delivered(passed, clearances, wait));
    }

    /** One answer cannot be that of several functions. */
    private static Optional<String> whyAlone(Arrival arrival) {
        return arrival.match()
                .sync()
                .map(target -> "a synchronous function answers events of type "
                        + arrival.event().type() + " here: send it alone");
    }

    private CompletionStage<List<Clearance>> cleared(List<Arrival> arrivals) {
        return inTurns(arrivals, each -> authorizers.clear(each.table(), each.match(), each.event(), each.request()));
    }

    /** {@return the answers about all of them, asked a few at once} */
    private static <T> CompletionStage<List<T>> inTurns(
            List<Arrival> arrivals, Function<Arrival, CompletionStage<T>> ask) {
        CompletionStage<List<T>> all = CompletableFuture.completedStage(new ArrayList<>());
        for (int from = 0; from < arrivals.size(); from += ASKED_AT_ONCE) {
            List<Arrival> next = arrivals.subList(from, Math.min(from + ASKED_AT_ONCE, arrivals.size()));
            all = all.thenCompose(before -> atOnce(next, ask).thenApply(more -> {
                before.addAll(more);
                return before;
            }));
        }
        return all;
    }

    private static <T> CompletionStage<List<T>> atOnce(
            List<Arrival> arrivals, Function<Arrival, CompletionStage<T>> ask) {
        List<CompletableFuture<T>> asked = arrivals.stream()
                .map(each -> ask.apply(each).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(done -> asked.stream().map(CompletableFuture::join).toList());
    }

    private CompletionStage<GatewayReply> delivered(
            List<Arrival> arrivals, List<Clearance> clearances, Optional<Duration> wait) {
        List<RefusedEvent> denied = IntStream.range(0, arrivals.size())
                .filter(index -> isDenied(arrivals.get(index), clearances.get(index)))
                .mapToObj(index -> refused(index, arrivals.get(index), "not authorized"))
                .toList();
        if (!denied.isEmpty()) {
            return CompletableFuture.completedStage(GatewayReply.refused(403, denied));
        }
        List<Delivery> deliveries = new ArrayList<>();
        List<Place> places = new ArrayList<>();
        for (int index = 0; index < arrivals.size(); index++) {
            Place place = new Place(index, arrivals.get(index).event().id());
            List<Delivery> some =
                    clearances.get(index).deliveries(arrivals.get(index).match());
            deliveries.addAll(some);
            places.addAll(Collections.nCopies(some.size(), place));
        }
        Offer offer = deliveries.isEmpty() ? nothing(wait) : dispatcher.offer(deliveries, wait);
        if (offer.acceptance() == Acceptance.ACCEPTED) {
            arrivals.stream().filter(arrival -> arrival.match().isEmpty()).forEach(arrival -> metrics.eventUnmatched());
        }
        return offer.outcomes()
                .map(outcomes -> outcomes.thenApply(ended -> AcknowledgedReply.of(wait.orElseThrow(), ended, places)))
                .orElseGet(() -> offer.due().thenApply(now -> offered(arrivals, offer.acceptance())));
    }

    private static Offer nothing(Optional<Duration> wait) {
        return new Offer(Acceptance.ACCEPTED, wait.map(unused -> CompletableFuture.completedStage(List.of())));
    }

    private static GatewayReply offered(List<Arrival> arrivals, Acceptance acceptance) {
        return switch (acceptance) {
            case ACCEPTED -> GatewayReply.accepted();
            case FULL -> notTaken(arrivals, "too many events are waiting");
            case TOO_MANY ->
                GatewayReply.error(413, "The batch takes more places than all queues have. Send it in parts.");
            case PAUSED -> notTaken(arrivals, "a subscription is paused");
        };
    }

    private static boolean isDenied(Arrival arrival, Clearance clearance) {
        return !arrival.match().isEmpty() && clearance.isDenied(arrival.match());
    }

    /** Nothing of it was queued, so each of its events is refused. */
    private static GatewayReply notTaken(List<Arrival> arrivals, String why) {
        String reason = why + ", so none of this batch was taken; try again later";
        return GatewayReply.refused(503, refused(arrivals, arrival -> Optional.of(reason)))
                .with("Retry-After", "1");
    }

    private static List<RefusedEvent> refused(List<Arrival> arrivals, Function<Arrival, Optional<String>> reason) {
        return IntStream.range(0, arrivals.size())
                .boxed()
                .flatMap(index -> reason.apply(arrivals.get(index)).stream()
                        .map(text -> refused(index, arrivals.get(index), text)))
                .toList();
    }

    private static RefusedEvent refused(int index, Arrival arrival, String reason) {
        return new RefusedEvent(index, Optional.of(arrival.event().id()), reason);
    }
}
