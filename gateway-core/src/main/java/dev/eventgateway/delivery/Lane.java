package dev.eventgateway.delivery;

import dev.eventgateway.function.Entry.Permit;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The deliveries to one function: first in, first started, so many at once. A delivery takes its place in two steps, so that
 * the places of several lanes are taken together or not at all: {@link #reserve}, then {@link #add} or {@link #giveBack}. One
 * that is started ends, or {@linkplain #rested rests} and is added again, or gives its place back instead.
 * Lock-free; deliveries are started on whichever thread adds or finishes one.
 */
final class Lane {

    private static final int OUT_OF_SERVICE = Integer.MIN_VALUE / 2;

    /** Where more than this share of what may wait is waiting, in number or in memory, the queue is a long one. */
    private static final int LONG_SHARE = 8;

    /** A queue whose function took its last event longer ago does not move. */
    private static final long MOVING_NANOS = 10_000_000;

    private final int placesLimit;
    private final int longQueue;
    private final long bytesLimit;
    private final int runningLimit;
    private final RunningTotal total;
    private final Gate gate;
    private final Consumer<Parcel> start;

    private final Queue<Parcel> queue = new ConcurrentLinkedQueue<>();

    /** Deliveries that hold a place: reserved, waiting, running or at rest. */
    private final AtomicInteger places = new AtomicInteger();

    /** What these take. */
    private final AtomicLong bytes = new AtomicLong();

    /** How many wait for their turn: the queue does not count them. */
    private final AtomicInteger waiting = new AtomicInteger();

    private final AtomicInteger running = new AtomicInteger();
    private volatile long takenAt = System.nanoTime() - MOVING_NANOS;

    /** How often {@link #proceed} was called since the thread that is inside it last looked. */
    private final AtomicInteger calls = new AtomicInteger();

    private final AtomicBoolean parked = new AtomicBoolean();

    /** One object, so that whoever is to run it knows that he has it already. */
    private final Runnable again = this::proceed;

    /** What came of asking for a place. */
    enum Place {
        TAKEN,
        FULL,
        /** The lane has been taken out of service: ask its successor. */
        OUT_OF_SERVICE
    }

    /**
     * @param gate says when the function may be called
     * @param start begins a delivery without blocking; whoever it hands the delivery to calls {@link #finished} or
     *     {@link #rested} once
     */
    Lane(DeliveryLimits limits, RunningTotal total, Gate gate, Consumer<Parcel> start) {
        this.placesLimit = limits.waitingPerFunction() + limits.runningPerFunction();
        this.longQueue = limits.waitingPerFunction() / LONG_SHARE;
        this.runningLimit = limits.runningPerFunction();
        this.bytesLimit = limits.bytesPerFunction();
        this.total = total;
        this.gate = gate;
        this.start = start;
    }

    /**
     * Takes a place for {@code size} bytes. Whoever is alone may be of any size, or could never be delivered.
     *
     * @param own how many places are held already by what is offered together with it
     */
    Place reserve(long size, int own) {
        int taken = places.incrementAndGet();
        if (taken < 0) {
            return Place.OUT_OF_SERVICE;
        }
        long held = bytes.addAndGet(size);
        boolean alone = taken == own + 1;
        if ((taken > placesLimit || held > bytesLimit) && !alone) {
            giveBack(size);
            return Place.FULL;
        }
        return Place.TAKEN;
    }

    void giveBack(long size) {
        bytes.addAndGet(-size);
        places.decrementAndGet();
    }

    /** What has a place takes so many bytes more. */
    void grow(long more) {
        bytes.addAndGet(more);
    }

    /** Fills a reserved place. */
    void add(Parcel parcel) {
        waiting.incrementAndGet();
        queue.add(parcel);
        proceed();
    }

    /** A delivery that was started has ended: its function has taken it. */
    void finished(Parcel parcel) {
        takenAt = System.nanoTime();
        giveBack(parcel.size());
        rested(parcel);
    }

    /** A delivery that was started runs no more and keeps its place. */
    void rested(Parcel parcel) {
        parcel.permit().ifPresent(Permit::giveBack);
        running.decrementAndGet();
        total.leave();
        proceed();
    }

    /**
     * Starts what may start. One thread at a time is inside; one that comes meanwhile leaves a note and goes, so a delivery
     * that ends within its own start cannot deepen the stack.
     */
    void proceed() {
        if (calls.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        while (seen != 0) {
            startWhatMay();
            seen = calls.addAndGet(-seen);
        }
    }

    private void startWhatMay() {
        while (!queue.isEmpty() && running.get() < runningLimit && enterTotal()) {
            if (!startNext()) {
                total.leave();
                return;
            }
        }
    }

    private boolean startNext() {
        Gate.Answer answer = nextIsTooOld() ? Gate.Answer.WITHOUT_LEAVE : gate.ask(again);
        if (!answer.open()) {
            return false;
        }
        Parcel next = queue.poll();
        if (next == null) {
            answer.permit().ifPresent(Permit::giveBack);
            return false;
        }
        next.permitted(answer.permit());
        waiting.decrementAndGet();
        running.incrementAndGet();
        start.accept(next);
        return true;
    }

    /**
     * Such a one calls nobody, so it needs no leave: it must not take that of another one, nor become older still behind a function
     * that is left alone.
     */
    private boolean nextIsTooOld() {
        Parcel next = queue.peek();
        return next != null && next.isTooOld();
    }

    private boolean enterTotal() {
        while (!total.enter()) {
            if (parked.compareAndSet(false, true)) {
                total.park(this);
            }
            boolean mustWait = !total.hasRoom() || !parked.compareAndSet(true, false);
            if (mustWait) {
                return false;
            }
        }
        return true;
    }

    /** Called when the total has room again. */
    void unpark() {
        if (parked.compareAndSet(true, false)) {
            proceed();
        }
    }

    /** {@return what was waiting: it is taken out and keeps its places} */
    List<Parcel> takeWaiting() {
        List<Parcel> taken = new ArrayList<>();
        for (Parcel next = queue.poll(); next != null; next = queue.poll()) {
            waiting.decrementAndGet();
            taken.add(next);
        }
        return taken;
    }

    /** {@return whether the lane was empty, and is now out of service for good} */
    boolean retire() {
        return places.compareAndSet(0, OUT_OF_SERVICE);
    }

    /**
     * {@return how many wait for their turn, if these are many and it comes: else 0} What is tried again later does not wait for its turn,
     * and a function that takes nothing is not to be waited for: who sends to it may send to others as well.
     */
    int crowd() {
        int now = waiting.get();
        boolean many = now > longQueue || bytes.get() > bytesLimit / LONG_SHARE;
        return many && System.nanoTime() - takenAt < MOVING_NANOS ? now : 0;
    }

    int places() {
        return Math.max(0, places.get());
    }

    int running() {
        return running.get();
    }
}
