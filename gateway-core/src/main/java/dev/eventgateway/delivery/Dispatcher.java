package dev.eventgateway.delivery;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.OwnEvents;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.function.Functions;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.plugin.SystemEvent;
import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.routing.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries events to functions: at once for a sender who waits, through a bounded lane per function for one who does not.
 * Never blocks; safe for use by many threads.
 */
public final class Dispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private static final int SWEEP_AT_LEAST = 1_000;

    private final Functions functions;
    private final Supplier<RoutingTable> table;
    private final Metrics metrics;
    private final Lanes lanes;
    private final Calls calls;
    private final SystemDeliveries system;
    private volatile int sweepAt = SWEEP_AT_LEAST;
    private volatile boolean abandoned;

    /** Deliveries whose function has been called and has not answered; by identity, as each is one object. */
    private final Set<Lane.Waiting> underWay = ConcurrentHashMap.newKeySet();

    /**
     * @param table the table in force, asked at each call for the function's current document
     * @param own makes the events that tell of what is done here
     */
    public Dispatcher(
            Functions functions, Supplier<RoutingTable> table, DeliveryLimits limits, Metrics metrics, OwnEvents own) {
        this.functions = functions;
        this.table = table;
        this.metrics = metrics;
        this.lanes = new Lanes(limits, this::deliver);
        this.calls = new Calls(functions, metrics);
        this.system = new SystemDeliveries(calls, table, limits.ofSystemEvents(), metrics, own);
    }

    /**
     * Calls the function of a synchronous subscription.
     *
     * @return its answer, or the error that stands for it; never fails
     */
    public CompletionStage<GatewayReply> call(Event event, Subscription subscription) {
        metrics.eventReceived(subscription.space(), event.type());
        return invoke(event, subscription, FunctionReply::toHttp)
                .exceptionally(failure -> failed(event, subscription, Calls.failureOf(failure)))
                .whenComplete((reply, never) -> metrics.eventProcessed(subscription.space(), event.type()));
    }

    private static GatewayReply failed(Event event, Subscription subscription, FunctionException failure) {
        LOG.warn(
                "function call failed: space={} function={} event={} type={} kind={}: {}",
                subscription.space(),
                subscription.functionId(),
                event.id(),
                event.type(),
                failure.kind(),
                failure.getMessage());
        return SyncFailures.reply(failure);
    }

    /**
     * Queues deliveries, all or none.
     *
     * @return whether they are queued; if not, a lane was full, or what is accepted has been {@linkplain #abandon() given up}
     */
    public boolean offer(List<Delivery> deliveries) {
        boolean queued = queue(deliveries);
        if (!queued) {
            deliveries.forEach(each -> metrics.eventRefused(
                    each.subscription().space(), each.event().type()));
        }
        return queued;
    }

    private boolean queue(List<Delivery> deliveries) {
        if (abandoned || !lanes.offer(deliveries)) {
            return false;
        }
        deliveries.forEach(each ->
                metrics.eventReceived(each.subscription().space(), each.event().type()));
        return true;
    }

    /** Queues a delivery beside a synchronous call, which does not depend on it: where its lane is full, the log gets it. */
    public void tap(Delivery delivery) {
        if (!queue(List.of(delivery))) {
            lost(delivery, "the queue of its function is full or closed");
        }
    }

    private void deliver(Lane lane, Lane.Waiting waiting) {
        Delivery delivery = waiting.delivery();
        metrics.deliveryWaited(Duration.ofNanos(System.nanoTime() - waiting.since()));
        underWay.add(waiting);
        invoke(delivery.event(), delivery.subscription(), reply -> reply)
                .whenComplete((reply, failure) -> delivered(lane, waiting, failure));
    }

    private void delivered(Lane lane, Lane.Waiting waiting, @Nullable Throwable failure) {
        Delivery delivery = waiting.delivery();
        boolean givenUp = !underWay.remove(waiting);
        if (failure != null && !givenUp) {
            FunctionException known = Calls.failureOf(failure);
            lost(delivery, known.kind() + ": " + known.getMessage());
        }
        metrics.eventProcessed(delivery.subscription().space(), delivery.event().type());
        lanes.finished(lane);
    }

    /** The line is all that remains of the event: it carries the whole of it, on purpose. */
    private void lost(Delivery delivery, String why) {
        Subscription subscription = delivery.subscription();
        metrics.eventDropped(subscription.space(), delivery.event().type());
        LOG.error(
                "event not delivered: space={} function={} subscription={} event={}: {}",
                subscription.space(),
                subscription.functionId(),
                subscription.subscriptionId(),
                new String(delivery.event().structured(), StandardCharsets.UTF_8),
                why);
    }

    private <T> CompletionStage<T> invoke(Event event, Subscription subscription, Function<FunctionReply, T> reading) {
        if (functions.known() > sweepAt) {
            sweep();
        }
        String space = subscription.space();
        String function = subscription.functionId();
        announce(new SystemEvent.Invoking(space, function, event));
        return calls.call(table.get(), subscription, new FunctionCall(event), reply -> {
                    T read = reading.apply(reply);
                    announce(new SystemEvent.Invoked(space, function, event, reply));
                    return read;
                })
                .whenComplete((read, failure) -> {
                    if (failure != null) {
                        announce(new SystemEvent.InvocationFailed(space, function, event, Calls.failureOf(failure)));
                    }
                });
    }

    /** Tells those who subscribed to it in its own space; costs next to nothing if nobody did. */
    public void announce(SystemEvent what) {
        system.announce(what);
    }

    /** Drops what is kept for functions that are gone. Done when twice as much is kept as was left the last time. */
    private void sweep() {
        RoutingTable now = table.get();
        functions.retain(each -> now.function(each.space(), each.functionId()).isPresent());
        BiPredicate<String, String> wanted =
                (space, functionId) -> now.function(space, functionId).isPresent();
        lanes.retain(wanted);
        system.retain(wanted);
        sweepAt = Math.max(SWEEP_AT_LEAST, 2 * functions.known());
    }

    /** {@return how many deliveries wait} */
    public int waiting() {
        return lanes.waiting();
    }

    /** {@return the queues of functions that got asynchronous deliveries lately, in no order; those of system events apart} */
    public List<FunctionQueue> queues() {
        return lanes.queues();
    }

    /** {@return the queues of functions that got system events lately, in no order} */
    public List<FunctionQueue> systemEventQueues() {
        return system.queues();
    }

    /** {@return how many deliveries are under way} */
    public int running() {
        return lanes.running();
    }

    /**
     * Waits until no delivery waits or runs; those of system events come last, for the others make some.
     *
     * @return whether none does
     */
    public boolean awaitIdle(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        return lanes.awaitEmpty(atMost) && system.awaitIdle(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }

    /**
     * Gives up what still waits or runs: one log line for each event, with the whole event. Nothing is queued any more: 202 would
     * be a promise that nobody keeps. System events that wait are dropped.
     *
     * @return how many were given up
     */
    public int abandon() {
        abandoned = true;
        system.abandon();
        List<Delivery> waiting = lanes.takeWaiting();
        waiting.forEach(delivery -> lost(delivery, "the gateway had to stop"));
        int running = 0;
        for (Lane.Waiting each : List.copyOf(underWay)) {
            if (underWay.remove(each)) {
                lost(each.delivery(), "the gateway had to stop before the function answered");
                running++;
            }
        }
        return waiting.size() + running;
    }
}
