package dev.eventgateway.delivery;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.OwnEvents;
import dev.eventgateway.event.RequestException;
import dev.eventgateway.function.Circuit;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.Functions;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.plugin.Plugins;
import dev.eventgateway.plugin.SystemEvent;
import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.routing.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries events to functions: at once for a sender who waits, through a bounded lane per function for one who does not.
 * Never blocks; safe for use by many threads.
 */
public final class Dispatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private static final int SWEEP_AT_LEAST = 1_000;
    private static final String NO_EVENT = "none";

    private final Functions functions;
    private final Supplier<RoutingTable> table;
    private final Metrics metrics;
    private final RetryTimer timer = new RetryTimer();
    private final Calls calls;
    private final SystemDeliveries system;
    private final Invocations invocations;
    private final Deliveries deliveries;
    private final Acknowledgements acknowledgements;
    private final Turns turns;
    private volatile int sweepAt = SWEEP_AT_LEAST;

    /**
     * @param table the table in force, asked at each call for the function's current document
     * @param own makes the events that tell of what is done here
     * @param plugins are asked and told of each call
     */
    public Dispatcher(
            Functions functions,
            Supplier<RoutingTable> table,
            DeliveryLimits limits,
            Metrics metrics,
            OwnEvents own,
            Plugins plugins) {
        this.functions = functions;
        this.table = table;
        this.metrics = metrics;
        this.acknowledgements = new Acknowledgements(limits);
        this.turns = new Turns(limits, timer);
        this.calls = new Calls(functions, metrics);
        Gates gates = new Gates(functions, table, timer);
        this.system = new SystemDeliveries(calls, table, gates, limits.ofSystemEvents(), metrics, own);
        this.invocations = new Invocations(calls, table, system, plugins);
        this.deliveries = new Deliveries(invocations, gates, timer, limits, metrics, own);
    }

    /**
     * Calls the function of a synchronous subscription; one in proxy mode with the request that brought the event.
     *
     * @return its answer, or the error that stands for it; never fails
     */
    public CompletionStage<GatewayReply> call(Event event, Subscription subscription, GatewayRequest request) {
        sweepIfDue();
        metrics.eventReceived(subscription.space(), event.type());
        return invocations
                .invoke(
                        subscription.space(),
                        subscription.functionId(),
                        FunctionCall.of(event, request),
                        Optional.empty(),
                        FunctionReply::toHttp)
                .exceptionally(failure -> failed(subscription, event.id(), event.type(), failure))
                .whenComplete((reply, never) -> metrics.eventProcessed(subscription.space(), event.type()));
    }

    /**
     * Sends a request that nobody else looks at on to the function, in proxy mode, of a synchronous subscription: so it is never made
     * an event.
     *
     * @return the answer, which may be streamed, or the error that stands for it; never fails
     */
    public CompletionStage<GatewayReply> forward(
            FunctionSpec function, Subscription subscription, GatewayRequest request) {
        sweepIfDue();
        String type = subscription.eventType();
        metrics.eventReceived(subscription.space(), type);
        return calls.forward(function, request)
                .exceptionally(failure -> failed(subscription, NO_EVENT, type, failure))
                .thenApply(reply -> {
                    reply.ended().whenComplete((done, broken) -> {
                        if (broken != null) {
                            failed(subscription, NO_EVENT, type, broken);
                        }
                        metrics.eventProcessed(subscription.space(), type);
                    });
                    return reply;
                });
    }

    private static GatewayReply failed(Subscription subscription, String event, String type, Throwable cause) {
        Optional<RequestException> refusal = Calls.refusalOf(cause);
        if (refusal.isPresent()) {
            return GatewayReply.error(refusal.get());
        }
        FunctionException failure = FunctionException.of(cause);
        LOG.warn(
                "function call failed: space={} function={} event={} type={} kind={}: {}",
                subscription.space(),
                subscription.functionId(),
                event,
                type,
                failure.kind(),
                failure.getMessage());
        return SyncFailures.reply(failure);
    }

    /**
     * Accepts deliveries, all or none: none if a lane is full, they are more than all lanes can hold, a subscription is paused, or
     * the gateway has {@linkplain #drain drained}. Where many wait before them and their turns come, the sender is to be answered when
     * theirs has, or a little later: so one who waits for answers goes as fast as functions do, instead of being refused.
     *
     * @param wait how long the sender waits for what becomes of them, if he does; he need not if too many do already
     */
    public Offer offer(List<Delivery> several, Optional<Duration> wait) {
        sweepIfDue();
        return wait.flatMap(unused -> acknowledgements.begin(several))
                .map(awaited -> acknowledged(several, awaited, wait.orElseThrow()))
                .orElseGet(() -> inTurn(several));
    }

    private Offer acknowledged(List<Delivery> several, Acknowledgement awaited, Duration atMost) {
        Acceptance acceptance = deliveries.offer(awaited.of(several));
        if (acceptance != Acceptance.ACCEPTED) {
            acknowledgements.end(awaited);
            return new Offer(acceptance, Optional.empty());
        }
        return new Offer(acceptance, Optional.of(acknowledgements.await(awaited, atMost)));
    }

    private Offer inTurn(List<Delivery> several) {
        OptionalInt last = deliveries.mostCrowded(several);
        Optional<Turn> turn = last.isPresent() ? turns.begin(several) : Optional.empty();
        return turn.map(begun -> inTurn(several, last.getAsInt(), begun))
                .orElseGet(() -> new Offer(deliveries.offer(several), Optional.empty()));
    }

    private Offer inTurn(List<Delivery> several, int last, Turn turn) {
        List<Delivery> telling = new ArrayList<>(several);
        telling.set(last, several.get(last).tellingIts(turn));
        Acceptance acceptance = deliveries.offer(telling);
        if (acceptance != Acceptance.ACCEPTED) {
            turns.end(turn);
            return new Offer(acceptance, Optional.empty());
        }
        return new Offer(acceptance, Optional.empty(), turns.await(turn));
    }

    /** Accepts a delivery beside a synchronous call, which does not depend on it: if it is not taken, it is a dead letter. */
    public void tap(Delivery delivery) {
        sweepIfDue();
        deliveries.tap(delivery);
    }

    /** Tells those who subscribed to it in that space; costs next to nothing if nobody did. */
    public void announce(String space, SystemEvent what) {
        system.announce(space, what);
    }

    /** Drops what is kept for functions that are gone. Done when twice as much is kept as was left the last time. */
    private void sweepIfDue() {
        if (functions.known() <= sweepAt) {
            return;
        }
        RoutingTable now = table.get();
        BiPredicate<String, String> wanted =
                (space, functionId) -> now.function(space, functionId).isPresent();
        functions.retain(wanted);
        deliveries.retain(wanted);
        system.retain(wanted);
        sweepAt = Math.max(SWEEP_AT_LEAST, 2 * functions.known());
    }

    /** {@return how many deliveries wait, for their turn or to be tried again} */
    public int waiting() {
        return deliveries.waiting();
    }

    /** {@return the queues of functions that got asynchronous deliveries lately, in no order; those of system events apart} */
    public List<FunctionQueue> queues() {
        return deliveries.queues();
    }

    /** {@return the circuit breakers of the functions that were called, in no order} */
    public List<Circuit> circuits() {
        RoutingTable now = table.get();
        return functions.circuits(
                (space, functionId) -> now.function(space, functionId).isPresent());
    }

    /** {@return the newest events of a space that nobody got} */
    public DeadLetterList deadLetters(String space) {
        return deliveries.deadLetters(space);
    }

    /** {@return the queues of functions that got system events lately, in no order} */
    public List<FunctionQueue> systemEventQueues() {
        return system.queues();
    }

    /** {@return how many deliveries are under way} */
    public int running() {
        return deliveries.running();
    }

    /**
     * Finishes what was accepted, in a time that has an end. In its last part, what is not delivered goes to dead letter functions; when it is up, one log line for each event that is left, with the whole event. Nothing is accepted
     * after that: 202 would be a promise that nobody keeps.
     *
     * @param last how long the last part is
     * @return how many were left
     */
    public int drain(Duration atMost, Duration last) {
        long end = System.nanoTime() + atMost.toNanos();
        if (!awaitIdle(end - last.toNanos())) {
            deliveries.hurry();
        }
        if (!awaitIdle(end - last.toNanos() / 2)) {
            deliveries.hurryMore();
        }
        awaitIdle(end);
        system.abandon();
        return deliveries.abandon();
    }

    /** Those of system events come last, for the others make some. */
    private boolean awaitIdle(long end) {
        return deliveries.awaitIdle(until(end)) && system.awaitIdle(until(end));
    }

    private static Duration until(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /** Ends the thread that waits for what is to be tried again, and for functions that have no room. Idempotent. */
    @Override
    public void close() {
        timer.close();
    }
}
