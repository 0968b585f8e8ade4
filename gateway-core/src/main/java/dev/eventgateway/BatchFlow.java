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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The way of a batch: all of its events are accepted or none, and the sender is told which ones were in the way. */
final class BatchFlow {

    /** Events whose authorizers are asked at once: a batch must not take all connections that an authorizer has. */
    private static final int ASKED_AT_ONCE = 16;

    private final Supplier<RoutingTable> table;
    private final EventReader reader;
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
            Authorizers authorizers,
            Dispatcher dispatcher,
            LoopGuard loops,
            Metrics metrics,
            int most,
            long mostBytes) {
        this.table = table;
        this.reader = reader;
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
                    ? arrived(arrivals(request, batch.events()), wait)
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
        CompletionStage<List<Clearance>> all = CompletableFuture.completedStage(new ArrayList<>());
        for (int from = 0; from < arrivals.size(); from += ASKED_AT_ONCE) {
            List<Arrival> next = arrivals.subList(from, Math.min(from + ASKED_AT_ONCE, arrivals.size()));
            all = all.thenCompose(before -> clearedAtOnce(next).thenApply(more -> {
                before.addAll(more);
                return before;
            }));
        }
        return all;
    }

    private CompletionStage<List<Clearance>> clearedAtOnce(List<Arrival> arrivals) {
        List<CompletableFuture<Clearance>> asked = arrivals.stream()
                .map(each -> authorizers
                        .clear(each.table(), each.match(), each.event(), each.request())
                        .toCompletableFuture())
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
                .orElseGet(() -> CompletableFuture.completedStage(offered(arrivals, offer.acceptance())));
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
