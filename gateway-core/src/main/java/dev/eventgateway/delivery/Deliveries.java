package dev.eventgateway.delivery;

import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.routing.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users' events on their way to the functions of asynchronous subscriptions, from the moment they are accepted until they are
 * delivered or known to be lost. One that waits to be tried again keeps its place in its lane, but no thread and no turn.
 */
final class Deliveries implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final Invocations invocations;
    private final Metrics metrics;
    private final Lanes lanes;
    private final RetryTimer timer = new RetryTimer();
    private volatile boolean abandoned;

    /** Those whose function has been called and has not answered. Whoever takes one out decides about it. */
    private final Set<Parcel> underWay = ConcurrentHashMap.newKeySet();

    /** Those that wait to be tried again. Whoever takes one out decides about it. */
    private final Set<Parcel> resting = ConcurrentHashMap.newKeySet();

    Deliveries(Invocations invocations, DeliveryLimits limits, Metrics metrics) {
        this.invocations = invocations;
        this.metrics = metrics;
        this.lanes = new Lanes(limits, this::start);
    }

    /** {@return whether all are accepted; else none is} */
    boolean offer(List<Delivery> deliveries) {
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
        if (abandoned) {
            abandon();
        }
        return true;
    }

    /** Accepts a delivery beside a synchronous call, which does not depend on it: where its lane is full, the log gets it. */
    void tap(Delivery delivery) {
        if (!queue(List.of(delivery))) {
            lost(delivery, "the queue of its function is full or closed");
        }
    }

    /** It is a parcel's turn. */
    private void start(Parcel parcel) {
        metrics.deliveryWaited(parcel.waited());
        if (parcel.isTooOld()) {
            lost(parcel.delivery(), Cause.EXPIRED.reason());
            ended(parcel);
            return;
        }
        parcel.called();
        underWay.add(parcel);
        invocations
                .invoke(parcel.delivery().subscription(), call(parcel), FunctionReply::requireSuccess)
                .whenComplete((reply, failure) -> answered(parcel, failure));
    }

    private static FunctionCall call(Parcel parcel) {
        FunctionCall call = new FunctionCall(parcel.delivery().event());
        return parcel.retry().timeoutMillis().isPresent()
                ? call.within(Duration.ofMillis(parcel.retry().timeoutMillis().getAsLong()))
                : call;
    }

    private void answered(Parcel parcel, @Nullable Throwable failure) {
        boolean givenUp = !underWay.remove(parcel);
        if (failure == null || givenUp) {
            ended(parcel);
        } else {
            failed(parcel, Calls.failureOf(failure));
        }
    }

    private void failed(Parcel parcel, FunctionException failure) {
        parcel.failed(failure);
        double chance = ThreadLocalRandom.current().nextDouble();
        Verdict verdict = Verdict.of(parcel.retry(), parcel.tries().size(), failure, parcel.age(), chance);
        if (verdict instanceof Verdict.Again again) {
            rest(parcel, again.delay());
        } else {
            lost(parcel.delivery(), why((Verdict.Over) verdict, parcel.tries().size(), failure));
            ended(parcel);
        }
    }

    private static String why(Verdict.Over verdict, int attempts, FunctionException failure) {
        return verdict.cause().reason() + "; attempt " + attempts + ": " + failure.kind() + ": " + failure.getMessage();
    }

    private void rest(Parcel parcel, Duration wait) {
        Delivery delivery = parcel.delivery();
        metrics.eventRetried(delivery.subscription().space(), delivery.event().type());
        resting.add(parcel);
        lanes.rested(parcel);
        timer.after(wait, () -> rouse(parcel));
        if (abandoned) {
            abandon();
        }
    }

    private void rouse(Parcel parcel) {
        if (resting.remove(parcel)) {
            lanes.returned(parcel);
        }
    }

    private void ended(Parcel parcel) {
        count(parcel);
        lanes.finished(parcel);
    }

    private void count(Parcel parcel) {
        Delivery delivery = parcel.delivery();
        metrics.eventProcessed(delivery.subscription().space(), delivery.event().type());
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

    void retain(BiPredicate<String, String> wanted) {
        lanes.retain(wanted);
    }

    int waiting() {
        return lanes.waiting();
    }

    List<FunctionQueue> queues() {
        return lanes.queues();
    }

    int running() {
        return lanes.running();
    }

    boolean awaitIdle(Duration atMost) {
        return lanes.awaitEmpty(atMost);
    }

    /**
     * Gives up what is there, and accepts nothing any more.
     *
     * @return how many were given up
     */
    int abandon() {
        abandoned = true;
        List<Parcel> waiting = lanes.takeWaiting();
        waiting.forEach(this::abandon);
        return waiting.size() + abandonResting() + abandonUnderWay();
    }

    private void abandon(Parcel parcel) {
        lost(parcel.delivery(), Cause.STOPPED.reason());
        count(parcel);
    }

    private int abandonResting() {
        int given = 0;
        for (Parcel parcel : List.copyOf(resting)) {
            if (resting.remove(parcel)) {
                abandon(parcel);
                lanes.left(parcel);
                given++;
            }
        }
        return given;
    }

    /** These have ended when their functions answer, or never. */
    private int abandonUnderWay() {
        int given = 0;
        for (Parcel parcel : List.copyOf(underWay)) {
            if (underWay.remove(parcel)) {
                lost(parcel.delivery(), Cause.STOPPED.reason() + " before the function answered");
                given++;
            }
        }
        return given;
    }

    @Override
    public void close() {
        timer.close();
    }
}
