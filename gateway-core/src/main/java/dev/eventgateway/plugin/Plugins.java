package dev.eventgateway.plugin;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.RequestException;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.plugin.Plugin.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The plugins of one gateway, in the order in which they are asked. Never blocks but to start and to close; safe for use by many threads. */
public final class Plugins implements AutoCloseable {

    private static final int REPLY_THREADS = 2;
    private static final long IDLE_SECONDS = 10;
    private static final long LOOK_AT_LEAST_MILLIS = 20;
    private static final Duration LAST_MOMENT = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final List<PluginRunner> runners = new ArrayList<>();
    private final AtomicInteger count = new AtomicInteger();
    private final ThreadPoolExecutor replies;
    private final ScheduledThreadPoolExecutor watch;
    private final Map<Class<? extends SystemEvent>, Ears> ears = new LinkedHashMap<>();

    /** Who listens to one kind of system event. */
    private record Ears(List<PluginRunner> sync, List<PluginRunner> async) {

        private static final Ears NONE = new Ears(List.of(), List.of());

        boolean areThere() {
            return !sync.isEmpty() || !async.isEmpty();
        }
    }

    private Plugins() {
        replies = new ThreadPoolExecutor(
                REPLY_THREADS,
                REPLY_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                // Holds no more than the queues of the plugins let in.
                new LinkedBlockingQueue<>(),
                task -> daemon(task, "event-gateway-plugins-" + count.incrementAndGet()));
        replies.allowCoreThreadTimeOut(true);
        watch = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "event-gateway-plugins-watch"));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** {@return no plugins} */
    public static Plugins none() {
        return new Plugins();
    }

    /**
     * Starts plugins: those given, and those on the class path whose name none of the given ones has, by name.
     *
     * @param given in the order in which they are to be asked
     * @param settings of plugins, by their names
     * @param metrics told of all of them
     * @throws PluginException if one cannot be started, two have the same name, or settings name none of them
     */
    public static Plugins start(List<Plugin> given, Map<String, Map<String, String>> settings, Metrics metrics) {
        Map<String, Plugin> all = named(given);
        settings.keySet().stream()
                .filter(name -> !all.containsKey(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new PluginException(
                            "plugin \"" + name + "\" has settings but is not there; there are: "
                                    + String.join(", ", all.keySet()),
                            null);
                });
        Plugins plugins = new Plugins();
        try {
            all.forEach((name, plugin) ->
                    plugins.start(name, plugin, PluginConfig.of(settings.getOrDefault(name, Map.of())), metrics));
        } catch (RuntimeException failure) {
            plugins.close();
            throw failure;
        }
        plugins.listen();
        return plugins;
    }

    private static Map<String, Plugin> named(List<Plugin> given) {
        Map<String, Plugin> all = new LinkedHashMap<>();
        for (Plugin plugin : given) {
            String name = plugin.name();
            if (!name.matches("[a-z][a-z0-9]{0,49}")) {
                throw new PluginException(
                        "plugin name \"" + name + "\": expected lower-case letters and digits, a letter first", null);
            }
            if (all.putIfAbsent(name, plugin) != null) {
                throw new PluginException("plugin \"" + name + "\" is there twice", null);
            }
        }
        ServiceLoader.load(Plugin.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(Plugin::name))
                .forEach(plugin -> all.putIfAbsent(plugin.name(), plugin));
        return all;
    }

    private void start(String name, Plugin plugin, PluginConfig config, Metrics metrics) {
        PluginRunner runner = new PluginRunner(name, plugin, rules(name, config), metrics, replies);
        runners.add(runner);
        runner.start(config, new NamedMetrics(name, metrics));
        long every = Math.max(LOOK_AT_LEAST_MILLIS, runner.lookEvery().toMillis());
        var unused = watch.scheduleWithFixedDelay(runner::look, every, every, TimeUnit.MILLISECONDS);
    }

    private static PluginRules rules(String name, PluginConfig config) {
        try {
            return PluginRules.of(config);
        } catch (IllegalArgumentException wrong) {
            throw new PluginException("plugin \"" + name + "\": " + wrong.getMessage(), wrong);
        }
    }

    private void listen() {
        for (Class<? extends SystemEvent> type : SystemEvent.TYPES) {
            Ears found = new Ears(listening(type, Mode.SYNC), listening(type, Mode.ASYNC));
            if (found.areThere()) {
                ears.put(type, found);
            }
        }
    }

    private List<PluginRunner> listening(Class<? extends SystemEvent> type, Mode mode) {
        return runners.stream().filter(runner -> runner.listens(type, mode)).toList();
    }

    /** {@return whether anyone listens to that; then {@link #ask} and {@link #tell} need not be called} */
    public boolean hear(Class<? extends SystemEvent> type) {
        return ears.containsKey(type);
    }

    /**
     * Asks those who listen synchronously, one after the other, each about the event as the one before left it. Then tells the others.
     *
     * @return the event that goes on; fails with a {@link RequestException} if none does: 403 if one refused it, 503 if one that
     *     must be asked cannot be
     */
    public CompletionStage<Event> ask(SystemEvent what) {
        Ears listening = ears.getOrDefault(what.getClass(), Ears.NONE);
        CompletionStage<Event> going = CompletableFuture.completedStage(what.event());
        for (PluginRunner runner : listening.sync()) {
            going = going.thenCompose(event -> runner.ask(what.with(event)));
        }
        return listening.async().isEmpty()
                ? going
                : going.thenApply(event -> {
                    listening.async().forEach(runner -> runner.tell(what.with(event)));
                    return event;
                });
    }

    /** Tells those who listen. */
    public void tell(SystemEvent what) {
        ears.getOrDefault(what.getClass(), Ears.NONE).async().forEach(runner -> runner.tell(what));
    }

    /** {@return how each is doing, in their order} */
    public List<PluginStatus> status() {
        return runners.stream().map(PluginRunner::status).toList();
    }

    /** {@return whether all have reacted to all that they were told, within that time} */
    public boolean awaitIdle(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!runners.stream().allMatch(PluginRunner::isIdle)) {
            if (System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return true;
    }

    /**
     * Ends them all at once, within five seconds; who takes longer is interrupted and left alone. Half a second more is for what they
     * were told in the last moment. Idempotent.
     */
    @Override
    public void close() {
        awaitIdle(LAST_MOMENT);
        watch.shutdownNow();
        List<Thread> closing = runners.stream().map(PluginRunner::close).toList();
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (Thread each : closing) {
                each.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        closing.forEach(Thread::interrupt);
        replies.shutdown();
    }
}
