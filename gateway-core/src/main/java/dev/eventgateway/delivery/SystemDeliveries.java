package dev.eventgateway.delivery;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.OwnEvents;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.plugin.SystemEvent;
import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.routing.Subscription;
import dev.eventgateway.routing.Target;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries system events to those who subscribed to them, in lanes of their own: users' events never wait behind them and are
 * never refused because of them. One that finds its lane full is dropped and counted. Delivering one is no event itself.
 */
final class SystemDeliveries {

    private static final Logger LOG = LoggerFactory.getLogger(SystemDeliveries.class);

    /** Each carries a copy of a user's event, which may be large. */
    private static final long MAX_WAITING_BYTES = 32L * 1024 * 1024;

    private final Calls calls;
    private final Supplier<RoutingTable> table;
    private final Metrics metrics;
    private final OwnEvents own;
    private final Lanes lanes;
    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean abandoned;

    SystemDeliveries(
            Calls calls,
            Supplier<RoutingTable> table,
            Gates gates,
            DeliveryLimits limits,
            Metrics metrics,
            OwnEvents own) {
        this.calls = calls;
        this.table = table;
        this.metrics = metrics;
        this.own = own;
        this.lanes = new Lanes(limits, gates, this::deliver);
    }

    /** Tells who subscribed to it in that space, and does not even write the event if nobody did. Never throws. */
    void announce(String space, SystemEvent what) {
        List<Target> observers = table.get().observers(space, what.type());
        if (observers.isEmpty()) {
            return;
        }
        try {
            Event event = own.of(what.type(), what.data(), what.event());
            observers.forEach(observer -> queue(new Delivery(event, observer.subscription())));
        } catch (RuntimeException unwritable) {
            LOG.warn("system event cannot be written: space={} type={}", space, what.type(), unwritable);
            metrics.systemEventDropped(space, what.type());
        }
    }

    private void queue(Delivery delivery) {
        String space = delivery.subscription().space();
        int size = delivery.event().data().size();
        boolean room = bytes.addAndGet(size) <= MAX_WAITING_BYTES;
        if (room && !abandoned && lanes.offer(List.of(delivery))) {
            metrics.eventReceived(space, delivery.event().type());
        } else {
            bytes.addAndGet(-size);
            metrics.systemEventDropped(space, delivery.event().type());
        }
    }

    private void deliver(Parcel parcel) {
        Delivery delivery = parcel.delivery();
        Subscription to = delivery.subscription();
        FunctionCall call = new FunctionCall(delivery.event());
        calls.call(table.get(), to.space(), to.functionId(), call, parcel.permit(), reply -> reply)
                .whenComplete((reply, failure) -> {
                    if (failure != null) {
                        failed(delivery, failure);
                    }
                    bytes.addAndGet(-delivery.event().data().size());
                    metrics.eventProcessed(to.space(), delivery.event().type());
                    lanes.finished(parcel);
                });
    }

    /** The line does not carry the event: it tells of another one, which has not been lost. */
    private void failed(Delivery delivery, Throwable failure) {
        Subscription to = delivery.subscription();
        metrics.systemEventDropped(to.space(), delivery.event().type());
        LOG.warn(
                "system event not delivered: space={} function={} type={}: {}",
                to.space(),
                to.functionId(),
                delivery.event().type(),
                FunctionException.of(failure).getMessage());
    }

    List<FunctionQueue> queues() {
        return lanes.queues();
    }

    void retain(BiPredicate<String, String> wanted) {
        lanes.retain(wanted);
    }

    boolean awaitIdle(Duration atMost) {
        return lanes.awaitEmpty(atMost);
    }

    /** Drops what waits; nothing is queued any more. */
    void abandon() {
        abandoned = true;
        lanes.takeWaiting().forEach(each -> {
            metrics.systemEventDropped(
                    each.delivery().space(), each.delivery().event().type());
            lanes.left(each);
        });
    }
}
