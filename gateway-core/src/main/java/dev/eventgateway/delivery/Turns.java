package dev.eventgateway.delivery;

import java.time.Duration;
import java.util.Queue;
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

    private final RetryTimer timer;
    private final Queue<Turn> awaited = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean watched = new AtomicBoolean();

    Turns(RetryTimer timer) {
        this.timer = timer;
    }

    /** {@return when the sender is to be answered} */
    CompletionStage<Void> await(Turn turn) {
        awaited.add(turn);
        watch();
        return turn.come();
    }

    private void watch() {
        if (!awaited.isEmpty() && watched.compareAndSet(false, true)) {
            timer.after(LOOK, this::look);
        }
    }

    /** They were added in the order in which they become too old, but for a moment. */
    private void look() {
        for (Turn first = awaited.peek(); first != null && isOver(first); first = awaited.peek()) {
            awaited.poll();
            first.turn();
        }
        watched.set(false);
        watch();
    }

    private static boolean isOver(Turn turn) {
        return turn.hasCome() || turn.age() >= Duration.ofMillis(MOST_MILLIS).toNanos();
    }
}
