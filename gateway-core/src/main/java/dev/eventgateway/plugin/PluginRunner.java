package dev.eventgateway.plugin;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.RequestException;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.plugin.Plugin.Mode;
import dev.eventgateway.plugin.PluginRules.Failure;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One plugin with all that keeps it from harm to others: threads of its own, a queue with an end, a time for each reaction, and a
 * switch. Never blocks but in {@link #start} and {@link #close}; safe for use by many threads.
 */
final class PluginRunner {

    private static final Logger LOG = LoggerFactory.getLogger(PluginRunner.class);

    private static final Duration START = Duration.ofSeconds(30);
    private static final int LOOKS_PER_LIMIT = 4;

    private final String name;
    private final PluginRules rules;
    private final PluginHealth health;
    private final PluginThreads threads;
    private final Executor replies;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();
    private Map<Class<? extends SystemEvent>, Mode> listens = Map.of();

    /** Gone once it is switched off: what it holds in memory shall be free. */
    private volatile @Nullable Plugin plugin;

    /**
     * @param replies where the event goes on that a reaction was waited for: not on the plugin's own threads
     */
    PluginRunner(String name, Plugin plugin, PluginRules rules, Metrics metrics, Executor replies) {
        this.name = name;
        this.plugin = plugin;
        this.rules = rules;
        this.replies = replies;
        health = new PluginHealth(name, metrics);
        threads = new PluginThreads(
                name, rules.threads(), rules.timeout(), () -> off("too many of its threads do not come back"));
    }

    String name() {
        return name;
    }

    /** {@return how often somebody must {@link #look}} */
    Duration lookEvery() {
        return rules.timeout().dividedBy(LOOKS_PER_LIMIT);
    }

    /**
     * Starts it.
     *
     * @throws PluginException if it cannot work
     */
    void start(PluginConfig config, PluginMetrics metrics) {
        CompletableFuture<Map<Class<? extends SystemEvent>, Mode>> started = new CompletableFuture<>();
        Plugin starting = Objects.requireNonNull(plugin);
        inThread("start", () -> complete(started, starting, config, metrics));
        try {
            listens = checked(started.get(START.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException failure) {
            throw failed("does not start: " + reason(failure.getCause()), failure.getCause());
        } catch (TimeoutException failure) {
            throw failed("does not start within " + START.toSeconds() + " s", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failed("was not started: interrupted", interrupted);
        }
    }

    private static void complete(
            CompletableFuture<Map<Class<? extends SystemEvent>, Mode>> started,
            Plugin starting,
            PluginConfig config,
            PluginMetrics metrics) {
        try {
            starting.start(config, metrics);
            started.complete(Map.copyOf(starting.listensTo()));
        } catch (Throwable failure) {
            started.completeExceptionally(failure);
        }
    }

    private Map<Class<? extends SystemEvent>, Mode> checked(Map<Class<? extends SystemEvent>, Mode> asked) {
        asked.forEach((type, mode) -> {
            if (mode == Mode.SYNC && !SystemEvent.REFUSABLE.contains(type)) {
                throw failed("cannot listen to " + type.getSimpleName() + " synchronously: it is over then", null);
            }
        });
        return asked;
    }

    private PluginException failed(String why, @Nullable Throwable cause) {
        return new PluginException("plugin \"" + name + "\" " + why, cause);
    }

    /** What a setting lacks is for the operator to read as it is. */
    private static String reason(@Nullable Throwable failure) {
        return failure instanceof IllegalArgumentException wrong && wrong.getMessage() != null
                ? wrong.getMessage()
                : String.valueOf(failure);
    }

    boolean listens(Class<? extends SystemEvent> type, Mode mode) {
        return listens.get(type) == mode;
    }

    /**
     * Waits for its reaction.
     *
     * @return the event that goes on; fails with a {@link RequestException} if none does
     */
    CompletionStage<Event> ask(SystemEvent what) {
        PluginCall call = new PluginCall(what);
        if (!take(call)) {
            return unheard(what);
        }
        call.limit(rules.timeout().toNanos());
        threads.execute(() -> run(call));
        return call.reaction()
                .whenComplete((reaction, failure) -> over(call, reaction, failure))
                .handleAsync((reaction, failure) -> failure == null ? followed(what, reaction) : unheard(what), replies)
                .thenCompose(next -> next);
    }

    /** Tells it, and does not wait. */
    void tell(SystemEvent what) {
        PluginCall call = new PluginCall(what);
        if (take(call)) {
            var unused = call.reaction().whenComplete((reaction, failure) -> over(call, reaction, failure));
            threads.execute(() -> {
                call.limit(rules.timeout().toNanos());
                run(call);
            });
        }
    }

    /** {@return whether there is a place for it, which it has from now on} */
    private boolean take(PluginCall call) {
        if (health.isAvailable()) {
            boolean few = waiting.incrementAndGet() <= rules.waiting();
            boolean small = waitingBytes.addAndGet(call.size()) <= rules.waitingBytes();
            if (few && small) {
                return true;
            }
            free(call);
        }
        health.discarded();
        return false;
    }

    private void free(PluginCall call) {
        waiting.decrementAndGet();
        waitingBytes.addAndGet(-call.size());
    }

    private void run(PluginCall call) {
        Plugin running = plugin;
        if (running == null || call.reaction().isDone()) {
            return;
        }
        try {
            call.react(Objects.requireNonNull(running.react(call.what()), "the plugin's reaction is null"));
        } catch (OutOfMemoryError endless) {
            off("it ran out of memory");
            call.fail(endless);
        } catch (Throwable failure) {
            call.fail(failure);
        }
    }

    /** Whoever decided it, a reaction or the time that is up. */
    private void over(PluginCall call, @Nullable Reaction reaction, @Nullable Throwable failure) {
        free(call);
        if (failure == null) {
            health.reacted(outcome(reaction), call.nanos());
        } else if (failure instanceof TimeoutException) {
            log(health.timedOut(call.nanos()), "did not react in time", call, null);
        } else {
            log(health.failed(failure, call.nanos()), "failed", call, failure);
        }
    }

    /** The first, the second, the fourth and so on: one that always fails must not fill the log. */
    private void log(long number, String what, PluginCall call, @Nullable Throwable failure) {
        if (Long.bitCount(number) == 1) {
            LOG.warn(
                    "plugin {} ({} times until now): plugin={} type={} event={}",
                    what,
                    number,
                    name,
                    call.what().type(),
                    call.what().event(),
                    failure);
        }
    }

    private static String outcome(@Nullable Reaction reaction) {
        if (reaction instanceof Reaction.Refuse) {
            return "refused";
        }
        return reaction instanceof Reaction.Replace ? "replaced" : "passed";
    }

    private static CompletionStage<Event> followed(SystemEvent what, Reaction reaction) {
        if (reaction instanceof Reaction.Refuse refused) {
            return CompletableFuture.failedStage(new RequestException(403, refused.message()));
        }
        return CompletableFuture.completedStage(
                reaction instanceof Reaction.Replace other ? other.event() : what.event());
    }

    private CompletionStage<Event> unheard(SystemEvent what) {
        return rules.failure() == Failure.OPEN
                ? CompletableFuture.completedStage(what.event())
                : CompletableFuture.failedStage(new RequestException(
                        503, "Plugin " + name + " cannot be asked about the event. Please try again later."));
    }

    /** Looks after its threads. */
    void look() {
        threads.look();
    }

    /** Switches it off for good, and lets go of it. */
    private void off(String why) {
        Plugin gone = plugin;
        if (!health.off(why) || gone == null) {
            return;
        }
        plugin = null;
        threads.stop();
        inThread("close", () -> close(gone));
        LOG.error("plugin switched off: plugin={}: {}", name, why);
    }

    PluginStatus status() {
        return health.status(plugin == null ? 0 : waiting.get());
    }

    /** {@return whether it has reacted to all that it was told, or will never} */
    boolean isIdle() {
        return plugin == null || waiting.get() == 0;
    }

    /**
     * Begins to end it: what it was told and has not reacted to is forgotten. The thread that was started ends when it has closed.
     */
    Thread close() {
        Plugin closing = plugin;
        plugin = null;
        threads.stop();
        return inThread("close", () -> {
            if (closing != null) {
                close(closing);
            }
        });
    }

    private void close(Plugin closing) {
        try {
            threads.join(rules.timeout().toMillis());
            closing.close();
        } catch (Throwable failure) {
            LOG.warn("plugin did not close: plugin={}", name, failure);
        }
    }

    private Thread inThread(String what, Runnable task) {
        Thread thread = new Thread(task, "event-gateway-plugin-" + name + "-" + what);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
