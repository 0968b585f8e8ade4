package dev.eventgateway.function;

import dev.eventgateway.function.Entry.Permit;
import dev.eventgateway.function.Entry.Refusal;
import dev.eventgateway.function.FunctionException.Kind;
import dev.failsafe.CircuitBreaker.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one function from more calls than its document allows. It follows the document; calls under way stay counted. Never blocks,
 * and takes a lock, for a moment, only where calls are counted by time or by what became of them. Safe for use by many threads.
 */
public final class Guard {

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    private final String space;
    private final String functionId;
    private final AtomicInteger running = new AtomicInteger();
    private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();
    private volatile Rules rules = Rules.of(Protection.NONE, null, null);

    /** A document's limits, and what is counted for them; that is guarded by this object. */
    private record Rules(
            Protection protection,
            int mostRunning,
            @Nullable RateWindow rate,
            @Nullable Breaker breaker) {

        static Rules of(Protection protection, @Nullable RateWindow rate, @Nullable Breaker breaker) {
            return new Rules(protection, protection.maxConcurrency().orElse(Integer.MAX_VALUE), rate, breaker);
        }
    }

    Guard(String space, String functionId) {
        this.space = space;
        this.functionId = functionId;
    }

    /** Keeps to these limits from now on. What was counted for one that stays the same goes on. */
    @SuppressWarnings("ReferenceEquality") // only a short cut: what is equal is taken over below
    void follow(Protection protection) {
        if (rules.protection() != protection) {
            change(protection);
        }
    }

    private synchronized void change(Protection protection) {
        Rules old = rules;
        RateWindow rate = protection.rateLimit().equals(old.protection().rateLimit())
                ? old.rate()
                : protection
                        .rateLimit()
                        .map(limit -> new RateWindow(limit.calls(), limit.span()))
                        .orElse(null);
        Breaker breaker = protection.circuitBreaker().equals(old.protection().circuitBreaker())
                ? old.breaker()
                : protection.circuitBreaker().map(Breaker::new).orElse(null);
        rules = Rules.of(protection, rate, breaker);
    }

    /** Asks whether the function may be called now. */
    public Entry enter() {
        Rules now = rules;
        if (!takesRoom(now.mostRunning())) {
            return new Refusal(Kind.SATURATED, now.mostRunning() + " calls of it are under way", Duration.ZERO);
        }
        if (now.rate() == null && now.breaker() == null) {
            return new Permit(this, null);
        }
        Entry entry = enter(now, System.nanoTime());
        if (entry instanceof Refusal) {
            running.decrementAndGet();
        }
        return entry;
    }

    private boolean takesRoom(int most) {
        int now = running.get();
        while (now < most) {
            if (running.compareAndSet(now, now + 1)) {
                return true;
            }
            now = running.get();
        }
        return false;
    }

    private synchronized Entry enter(Rules now, long time) {
        long wait = now.rate() == null ? 0 : now.rate().waitAt(time);
        if (wait > 0) {
            return new Refusal(Kind.RATE_LIMITED, "it is called as often as it may be", Duration.ofNanos(wait));
        }
        if (now.breaker() != null && !now.breaker().enters()) {
            return new Refusal(
                    Kind.CIRCUIT_OPEN,
                    "its circuit breaker is open",
                    now.breaker().rest());
        }
        if (now.rate() != null) {
            now.rate().started(time);
        }
        return new Permit(this, now.breaker());
    }

    /**
     * @param breaker that the call was let through by, if there was one
     */
    void ended(@Nullable Breaker breaker, int era, boolean failed) {
        if (breaker != null) {
            count(breaker, era, failed);
        }
        running.decrementAndGet();
    }

    private void count(Breaker breaker, int era, boolean failed) {
        State before;
        State after;
        synchronized (this) {
            before = breaker.state();
            breaker.ended(era, failed);
            after = breaker.state();
        }
        if (before == State.CLOSED && after == State.OPEN) {
            LOG.warn("circuit breaker opened, the function fails: space={} function={}", space, functionId);
        } else if (before == State.HALF_OPEN && after == State.CLOSED) {
            LOG.info("circuit breaker closed, the function is well again: space={} function={}", space, functionId);
        }
    }

    /**
     * @param breaker that let it through, if there was one
     */
    void givenBack(@Nullable Breaker breaker, int era) {
        if (breaker != null) {
            synchronized (this) {
                breaker.givenBack(era);
            }
        }
        running.decrementAndGet();
        tell();
    }

    /** Runs {@code again} once when a call has ended. Who was refused says this, and then asks once more. */
    public void whenRoom(Runnable again) {
        waiting.add(again);
    }

    void tell() {
        if (!waiting.isEmpty()) {
            // A copy: who is refused again says so again.
            List.copyOf(waiting).stream().filter(waiting::remove).forEach(Runnable::run);
        }
    }

    boolean isIdle() {
        return running.get() == 0;
    }

    /** {@return how its circuit breaker is, if it has one} */
    synchronized Optional<Circuit> circuit() {
        return Optional.ofNullable(rules.breaker()).map(breaker -> new Circuit(space, functionId, state(breaker)));
    }

    private static Circuit.State state(Breaker breaker) {
        return switch (breaker.state()) {
            case CLOSED -> Circuit.State.CLOSED;
            case HALF_OPEN -> Circuit.State.HALF_OPEN;
            case OPEN -> Circuit.State.OPEN;
        };
    }
}
