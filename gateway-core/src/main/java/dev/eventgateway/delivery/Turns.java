package dev.eventgateway.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Senders who are answered when the turn of their event has come, by no thread, but never much later than {@value #MOST_MILLIS} ms.
 * One look for all now and then: a timer for each would cost more than the event.
 */
final class Turns {

    private static final long MOST_MILLIS = 100;
    private static final Duration LOOK = Duration.ofMillis(MOST_MILLIS / 4);

    /** Which part of the memory for events those held may take: half of that of {@link Acknowledgements}. */
    private static final int PART = 20;

    private final WaitingRoom room;
    private final RetryTimer timer;
    private final Queue<Turn> awaited = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean watched = new AtomicBoolean();

    Turns(DeliveryLimits limits, RetryTimer timer) {
        this.room = new WaitingRoom(limits, PART);
        this.timer = timer;
    }

    /** {@return what the sender of these deliveries may wait for; empty if too much is waited for already} */
    Optional<Turn> begin(List<Delivery> offered) {
        long size = Delivery.sizeOf(offered);
        return room.take(size) ? Optional.of(new Turn(size)) : Optional.empty();
    }

    /** Nobody waits any more. */
    void end(Turn begun) {
        room.give(begun.size());
    }

    /** {@return when the sender is to be answered} */
    CompletionStage<Void> await(Turn turn) {
        awaited.add(turn);
        watch();
        return turn.come().whenComplete((come, never) -> end(turn));
    }

    private void watch() {
        if (!awaited.isEmpty() && watched.compareAndSet(false, true)) {
            timer.after(LOOK, this::look);
        }
    }

    /** They were added in the order in which they become too old, but for a moment. */
    private void look() {
        List<Turn> over = new ArrayList<>();
        try {
            for (Turn first = awaited.peek(); first != null && isOver(first); first = awaited.peek()) {
                over.add(first);
                awaited.poll();
            }
            giveUp(over);
        } finally {
            watched.set(false);
            watch();
        }
    }

    /** Whoever goes on now does so on another thread than the timer's, which has more to do; all on one, as to make one costs as an event. */
    private static void giveUp(List<Turn> over) {
        if (!over.stream().allMatch(Turn::hasCome)) {
            var unused = CompletableFuture.runAsync(() -> over.forEach(Turn::turn));
        }
    }

    private static boolean isOver(Turn turn) {
        return turn.hasCome() || turn.age() >= Duration.ofMillis(MOST_MILLIS).toNanos();
    }
}
