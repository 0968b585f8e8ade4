package dev.eventgateway.delivery;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.OwnEvents;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.routing.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Users' events on their way to the functions of asynchronous subscriptions, from the moment they are accepted until they are
 * delivered, or dead letters. One that waits to be tried again keeps its place in its lane, but no thread and no turn.
 */
final class Deliveries {

    private static final int MOST_KEPT = 1_000;
    private static final long MOST_BYTES_KEPT = 16L * 1024 * 1024;
    private static final Duration UNTIL_THERE_MAY_BE_A_PLACE = Duration.ofMillis(500);
    private static final Duration LAST_MOMENT = Duration.ofMillis(500);

    private final Invocations invocations;
    private final Metrics metrics;
    private final OwnEvents own;
    private final Lanes lanes;
    private final RetryTimer timer;
    private final DeadLetters deadLetters;
    private final Intake intake;
    private volatile boolean hurried;
    private volatile boolean abandoned;

    /** How many were given up because the gateway had to stop. */
    private final AtomicInteger left = new AtomicInteger();

    /** Those whose function has been called and has not answered. Whoever takes one out decides about it. */
    private final Set<Parcel> underWay = ConcurrentHashMap.newKeySet();

    /** Those that wait for something else than their turn. Whoever takes one out decides about it. */
    private final Set<Parcel> resting = ConcurrentHashMap.newKeySet();

    Deliveries(
            Invocations invocations,
            Gates gates,
            RetryTimer timer,
            DeliveryLimits limits,
            Metrics metrics,
            OwnEvents own) {
        this.invocations = invocations;
        this.timer = timer;
        this.metrics = metrics;
        this.own = own;
        this.lanes = new Lanes(limits, gates, this::start);
        this.deadLetters = new DeadLetters(MOST_KEPT, MOST_BYTES_KEPT, metrics);
        this.intake = new Intake(lanes, deadLetters, metrics, own);
    }

    Acceptance offer(List<Delivery> deliveries) {
        Acceptance acceptance = intake.offer(deliveries);
        abandonLatecomers();
        return acceptance;
    }

    /** {@return which of these has most others before it, if these are many and their turns come} */
    OptionalInt mostCrowded(List<Delivery> deliveries) {
        return lanes.mostCrowded(deliveries);
    }

    /** Accepts a delivery beside a synchronous call, which does not depend on it: if it is not taken, it is a dead letter. */
    void tap(Delivery delivery) {
        intake.tap(delivery);
        abandonLatecomers();
    }

    /** It is a parcel's turn. */
    private void start(Parcel parcel) {
        metrics.deliveryWaited(parcel.waited());
        if (parcel.isTooOld()) {
            lanes.rested(parcel);
            giveUp(parcel, Cause.EXPIRED);
            return;
        }
        parcel.called();
        underWay.add(parcel);
        abandonLatecomers();
        Delivery delivery = parcel.delivery();
        invocations
                .invoke(
                        delivery.space(),
                        delivery.functionId(),
                        call(parcel),
                        parcel.permit(),
                        FunctionReply::requireSuccess)
                .whenComplete((reply, failure) -> answered(parcel, failure));
        delivery.receipt().turn();
    }

    private static FunctionCall call(Parcel parcel) {
        FunctionCall call = new FunctionCall(parcel.delivery().event());
        return parcel.retry().timeoutMillis().isPresent()
                ? call.within(Duration.ofMillis(parcel.retry().timeoutMillis().getAsLong()))
                : call;
    }

    private void answered(Parcel parcel, @Nullable Throwable failure) {
        if (!underWay.remove(parcel)) {
            // Given up meanwhile: it had nothing more than its turn.
            lanes.rested(parcel);
        } else if (failure == null) {
            Outcome outcome = taken(parcel);
            lanes.finished(parcel);
            parcel.delivery().receipt().tell(outcome);
        } else {
            lanes.rested(parcel);
            failed(parcel, FunctionException.of(failure));
        }
    }

    private Outcome taken(Parcel parcel) {
        Delivery delivery = parcel.delivery();
        if (delivery.deadLetter().isPresent()) {
            DeadLetter letter = delivery.deadLetter().get();
            metrics.eventDeadLettered(delivery.space(), letter.event().type());
            return Outcome.of(letter, Outcome.Result.DEADLETTERED);
        }
        processed(delivery.subscription(), delivery.event());
        return Outcome.delivered(delivery.subscription(), parcel.tries().size() + 1);
    }

    private void processed(Subscription subscription, Event event) {
        metrics.eventProcessed(subscription.space(), event.type());
    }

    private void failed(Parcel parcel, FunctionException failure) {
        lanes.failed(parcel, failure);
        tellPending(parcel);
        double chance = ThreadLocalRandom.current().nextDouble();
        Verdict verdict = Verdict.of(parcel.retry(), parcel.tries().size(), failure, parcel.age(), chance);
        if (verdict instanceof Verdict.Again && hurried && parcel.delivery().mayBecomeDeadLetter()) {
            giveUp(parcel, Cause.STOPPED);
        } else if (verdict instanceof Verdict.Again again) {
            rest(parcel, again.delay(), () -> lanes.returned(parcel));
            metrics.eventRetried(
                    parcel.delivery().space(), parcel.delivery().event().type());
        } else {
            giveUp(parcel, ((Verdict.Over) verdict).cause());
        }
    }

    /** How often the dead letter function is called is not told. */
    private static void tellPending(Parcel parcel) {
        Delivery delivery = parcel.delivery();
        if (delivery.deadLetter().isEmpty()) {
            delivery.receipt()
                    .tell(Outcome.pending(
                            delivery.subscription(), parcel.tries().size()));
        }
    }

    private void rest(Parcel parcel, Duration delay, Runnable then) {
        resting.add(parcel);
        timer.after(delay, () -> {
            if (resting.remove(parcel)) {
                then.run();
                abandonLatecomers();
            }
        });
        abandonLatecomers();
    }

    /**
     * A parcel that runs no more, or nobody waits for, is not delivered. Where the lane of its dead letter function is full, it waits
     * for a place there, in its own place: so a subscription that fails faster than its dead letters are taken is slowed down.
     */
    private void giveUp(Parcel parcel, Cause cause) {
        Delivery delivery = parcel.delivery();
        delivery.receipt().turn();
        if (delivery.deadLetter().isPresent()) {
            String more = "; dead letter function " + delivery.functionId() + parcel.lastTry();
            lose(parcel, delivery.deadLetter().get(), more);
            return;
        }
        DeadLetter letter = parcel.deadLetter(cause);
        Optional<Delivery> next = delivery.replacedBy(letter, own);
        if (next.isEmpty() || abandoned) {
            processed(delivery.subscription(), delivery.event());
            lose(parcel, letter, "");
        } else if (lanes.replace(parcel, next.get())) {
            processed(delivery.subscription(), delivery.event());
            abandonLatecomers();
        } else {
            rest(parcel, UNTIL_THERE_MAY_BE_A_PLACE, () -> giveUp(parcel, cause));
        }
    }

    /** Nobody takes it. Who waits for it is told when its place is free, so that he finds one. */
    private void lose(Parcel parcel, DeadLetter letter, String more) {
        deadLetters.keep(letter, more);
        lanes.left(parcel);
        parcel.delivery().receipt().tell(Outcome.of(letter, Outcome.Result.UNDELIVERED));
    }

    DeadLetterList deadLetters(String space) {
        return deadLetters.of(space);
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
     * The gateway will have to stop soon. What waits, and what fails from now on, goes to dead letter functions. What has none is
     * tried at once, and goes on being tried.
     */
    void hurry() {
        hurried = true;
        lanes.takeWaiting().forEach(this::hurry);
        takeAll(resting).forEach(this::hurry);
    }

    private void hurry(Parcel parcel) {
        if (parcel.delivery().mayBecomeDeadLetter()) {
            giveUp(parcel, Cause.STOPPED);
        } else {
            lanes.returned(parcel);
        }
    }

    /**
     * The same once more, for what was accepted or failed meanwhile. Functions that have not answered by now are waited for no more,
     * if somebody takes the dead letter.
     */
    void hurryMore() {
        hurry();
        List.copyOf(underWay).stream()
                .filter(parcel -> parcel.delivery().mayBecomeDeadLetter() && underWay.remove(parcel))
                .forEach(parcel -> giveUp(parcel, Cause.STOPPED));
    }

    /**
     * Gives up what is there, and accepts nothing any more. What other threads have in their hands at this moment, they give up
     * themselves; that is waited for.
     *
     * @return how many were given up
     */
    int abandon() {
        intake.close();
        abandoned = true;
        abandonLatecomers();
        lanes.awaitEmpty(LAST_MOMENT);
        return left.get();
    }

    /** Called by whoever has put a parcel where {@link #abandon} may have looked already. */
    private void abandonLatecomers() {
        if (!abandoned) {
            return;
        }
        List<Parcel> all = lanes.takeWaiting();
        all.addAll(takeAll(resting));
        all.addAll(takeAll(underWay));
        left.addAndGet(all.size());
        all.forEach(parcel -> giveUp(parcel, Cause.STOPPED));
    }

    private static List<Parcel> takeAll(Set<Parcel> parcels) {
        return List.copyOf(parcels).stream().filter(parcels::remove).toList();
    }
}
