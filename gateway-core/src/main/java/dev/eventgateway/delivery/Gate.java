package dev.eventgateway.delivery;

import dev.eventgateway.function.Entry;
import dev.eventgateway.function.Entry.Permit;
import dev.eventgateway.function.Entry.Refusal;
import dev.eventgateway.function.Guard;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where one lane asks whether its function may be called. Who is told no is told when to ask again. Used by one thread at a time. */
final class Gate {

    /** A function's document may change, and nobody tells. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    /** Timers count in whole milliseconds; one that ends too early would ask in vain. */
    private static final Duration TICK = Duration.ofMillis(1);

    private final Supplier<Optional<Guard>> guard;
    private final RetryTimer timer;
    private final AtomicReference<@Nullable Look> next = new AtomicReference<>();

    /** That it is asked again, at that time of {@link System#nanoTime}. */
    private record Look(long at) {}

    /**
     * Whether the next delivery may be started.
     *
     * @param permit the leave to call the function; empty if there is no such function, which the call itself will find out
     */
    record Answer(boolean open, Optional<Permit> permit) {}

    /**
     * @param guard of the function, if it is there
     */
    Gate(Supplier<Optional<Guard>> guard, RetryTimer timer) {
        this.guard = guard;
        this.timer = timer;
    }

    /** @param again run on any thread, once or more often, when it is worth asking again; always the same one */
    Answer ask(Runnable again) {
        return guard.get().map(known -> ask(known, again)).orElse(new Answer(true, Optional.empty()));
    }

    private Answer ask(Guard known, Runnable again) {
        Entry entry = known.enter();
        if (entry instanceof Refusal) {
            known.whenRoom(again);
            entry = known.enter();
        }
        if (entry instanceof Refusal refusal) {
            later(refusal, again);
        }
        return new Answer(entry instanceof Permit, entry.permit());
    }

    /** One look in time is enough, however often somebody asks meanwhile. */
    private void later(Refusal refusal, Runnable again) {
        boolean soon = !refusal.delay().isZero() && refusal.delay().compareTo(LONGEST_WAIT) < 0;
        Duration wait = soon ? refusal.delay().plus(TICK) : LONGEST_WAIT;
        Look look = new Look(System.nanoTime() + wait.toNanos());
        Look known = next.get();
        if (known == null || look.at() - known.at() < 0) {
            next.set(look);
            timer.after(wait, () -> {
                next.compareAndSet(look, null);
                again.run();
            });
        }
    }
}
