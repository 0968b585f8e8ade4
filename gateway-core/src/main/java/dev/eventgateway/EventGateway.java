package dev.eventgateway;

import dev.eventgateway.catalog.Catalog;
import dev.eventgateway.catalog.CatalogException;
import dev.eventgateway.catalog.Section;
import dev.eventgateway.delivery.Authorizers;
import dev.eventgateway.delivery.DeadLetterList;
import dev.eventgateway.delivery.DeliveryLimits;
import dev.eventgateway.delivery.Dispatcher;
import dev.eventgateway.delivery.FunctionQueue;
import dev.eventgateway.delivery.Outstanding;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.EventReader;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.event.OwnEvents;
import dev.eventgateway.event.SpecVersion;
import dev.eventgateway.function.Circuit;
import dev.eventgateway.function.FunctionProvider;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.Functions;
import dev.eventgateway.function.HttpFunctionProvider;
import dev.eventgateway.function.JavaFunction;
import dev.eventgateway.function.JavaFunctionProvider;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.plugin.Plugin;
import dev.eventgateway.plugin.PluginException;
import dev.eventgateway.plugin.PluginStatus;
import dev.eventgateway.plugin.Plugins;
import dev.eventgateway.routing.CorsRule;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.routing.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An event gateway in this process: configuration from a store, events to functions. Any number of gateways, here and
 * elsewhere, may share one store; what is registered on one routes on all. Safe for use by many threads.
 */
public final class EventGateway implements AutoCloseable {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LAST_PART = Duration.ofSeconds(5);
    /** The answer to a batch may name each of its events. A batch must also fit into the queue of one function. */
    private static final int MOST_IN_BATCH = 1_000;

    private final KvStore store;
    private final Functions functions;
    private final Plugins plugins;
    private final JavaFunctionProvider javaFunctions;
    private final Catalog catalog;
    private final Dispatcher dispatcher;
    private final EventFlow flow;
    private final Outstanding requests = new Outstanding();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean draining;

    private EventGateway(Builder from, KvStore store) {
        this.store = store;
        javaFunctions = new JavaFunctionProvider(from.handlers, from.functionTimeout, from.javaThreads);
        functions = Functions.of(from.allProviders(javaFunctions)).within(from.functionTimeout);
        plugins = opened(() -> Plugins.start(from.plugins, from.pluginSettings, from.metrics), Plugins.none());
        catalog = opened(() -> new Opening(store, functions, from.startupTimeout).catalog(), plugins);
        OwnEvents own = new OwnEvents(from.cloudEventsVersion);
        dispatcher = new Dispatcher(functions, catalog::table, from.limits, from.metrics, own, plugins);
        flow = flow(from, new EventReader(own), new Authorizers(functions, from.metrics, own));
    }

    private EventFlow flow(Builder from, EventReader reader, Authorizers authorizers) {
        LoopGuard loops = new LoopGuard(from.maxHops, from.metrics);
        PluginGate gate = new PluginGate(plugins, reader);
        BatchFlow batches = new BatchFlow(
                catalog::table,
                reader,
                gate,
                authorizers,
                dispatcher,
                loops,
                from.metrics,
                Math.min(MOST_IN_BATCH, from.limits.waitingPerFunction()),
                from.limits.bytesPerFunction() / 2);
        return new EventFlow(catalog::table, reader, gate, authorizers, dispatcher, loops, from.metrics, batches);
    }

    /** {@return what is opened; if that fails, nothing stays open} */
    private <T> T opened(Supplier<T> opening, Plugins started) {
        try {
            return opening.get();
        } catch (RuntimeException failure) {
            started.close();
            functions.close();
            store.close();
            throw failure;
        }
    }

    /** {@return a builder; at least a store must be given} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the event types, as this instance sees them} */
    public Section<EventType> eventTypes() {
        return catalog.eventTypes();
    }

    /** {@return the functions, as this instance sees them} */
    public Section<FunctionSpec> functions() {
        return catalog.functions();
    }

    /** {@return the subscriptions, as this instance sees them} */
    public Section<Subscription> subscriptions() {
        return catalog.subscriptions();
    }

    /** {@return the CORS rules, as this instance sees them} */
    public Section<CorsRule> corsRules() {
        return catalog.corsRules();
    }

    /** {@return the table that events are routed by at this moment} */
    public RoutingTable table() {
        return catalog.table();
    }

    /**
     * Serves a request: the whole way of an event.
     *
     * @return the reply; errors are replies too, the stage never fails. It may complete on any thread
     */
    public CompletionStage<GatewayReply> handle(GatewayRequest request) {
        return Cors.answer(catalog.table(), request, () -> counted(() -> flow.handle(request)));
    }

    /** Emits an event as if it were POSTed to {@code /}. See {@link #emit(Event, String)}. */
    public CompletionStage<GatewayReply> emit(Event event) {
        return emit(event, "/");
    }

    /**
     * Emits an event as if it were POSTed to {@code path}, which is percent-encoded and starts with {@code /}.
     *
     * @return what the sender over HTTP would get: 202 when every asynchronous delivery is queued, up to about 100 ms later where a long
     *     queue moves; or the answer of the synchronous function. Never fails; what follows it may run on any thread, and must not block
     */
    public CompletionStage<GatewayReply> emit(Event event, String path) {
        return counted(() -> flow.emit(event, path, Headers.none()));
    }

    /**
     * Emits an event as if it were POSTed to {@code path} with {@code Prefer: wait}. See {@link #emit(Event, String)}.
     *
     * @param wait how long to wait at most for what becomes of the event; counts in whole seconds, from 1 to 60
     * @return when every asynchronous delivery has ended, in whichever way, 200 with the outcome of each as JSON; when the time is over
     *     before, 504 with the same, and what is pending will still be tried; 202 if too many wait already
     */
    public CompletionStage<GatewayReply> emit(Event event, String path, Duration wait) {
        long seconds = Math.max(1, wait.plusNanos(999_999_999).toSeconds());
        Headers prefer = Headers.of("Prefer", "wait=" + seconds);
        return counted(() -> flow.emit(event, path, prefer));
    }

    private CompletionStage<GatewayReply> counted(Supplier<CompletionStage<GatewayReply>> work) {
        requests.add(1);
        if (draining) {
            requests.done();
            return CompletableFuture.completedStage(GatewayReply.unavailable("Service Unavailable"));
        }
        return work.get().whenComplete((reply, never) -> requests.done());
    }

    /** {@return whether new events are refused because this gateway is about to stop; costs one volatile read} */
    public boolean isDraining() {
        return draining;
    }

    /** {@return how this gateway is doing; looks at every function, so it is not for an I/O thread} */
    public GatewayStatus status() {
        return new GatewayStatus(
                catalog.status(),
                draining,
                requests.count(),
                dispatcher.waiting(),
                dispatcher.running(),
                missingHandlers(),
                circuits().stream()
                        .filter(circuit -> circuit.state() != Circuit.State.CLOSED)
                        .toList(),
                plugins.status());
    }

    /** {@return the circuit breakers of functions that have one and that this instance called, in no order} */
    public List<Circuit> circuits() {
        return dispatcher.circuits();
    }

    /** {@return how each plugin is doing, in the order in which they are asked} */
    public List<PluginStatus> plugins() {
        return plugins.status();
    }

    /** {@return what waits for each function that got asynchronous events lately, and how many calls of it are under way} */
    public List<FunctionQueue> queues() {
        return dispatcher.queues();
    }

    /** {@return the same of system events, which have queues of their own} */
    public List<FunctionQueue> systemEventQueues() {
        return dispatcher.systemEventQueues();
    }

    /** {@return the newest events of a space that could not be delivered and that no dead letter function took} */
    public DeadLetterList deadLetters(String space) {
        return dispatcher.deadLetters(space);
    }

    private List<String> missingHandlers() {
        RoutingTable table = catalog.table();
        return table.spaces().stream()
                .flatMap(space -> table.functions(space).stream())
                .filter(function -> function.type().equals(javaFunctions.type()) && !javaFunctions.has(function))
                .map(function -> function.space() + "/" + function.functionId())
                .toList();
    }

    /**
     * Stops taking events, which are answered with 503 from now on, and finishes those accepted. In the last five seconds, or half of
     * the time if that is less, what is not delivered goes to dead letter functions. What is left then is given up, one log line
     * for each event, with the whole event.
     *
     * @return how many accepted events were given up
     */
    public int drain(Duration atMost) {
        draining = true;
        long end = System.nanoTime() + atMost.toNanos();
        long last = Math.min(LAST_PART.toNanos(), atMost.toNanos() / 2);
        requests.await(until(end - last));
        int left = dispatcher.drain(until(end), Duration.ofNanos(last));
        requests.await(until(end));
        plugins.awaitIdle(until(end));
        return left;
    }

    private static Duration until(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /**
     * Drains for five seconds at most unless drained before, then ends the plugins, which have five seconds too, the watch, the
     * functions and the store. Idempotent.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            if (!draining) {
                drain(CLOSE_TIMEOUT);
            }
            dispatcher.close();
            plugins.close();
            catalog.close();
            functions.close();
            store.close();
        }
    }

    /** Says what a gateway is made of. Not safe for use by several threads. */
    public static final class Builder {

        private final Map<String, JavaFunction> handlers = new LinkedHashMap<>();
        private final List<FunctionProvider> providers = new ArrayList<>();
        private final List<Plugin> plugins = new ArrayList<>();
        private final Map<String, Map<String, String>> pluginSettings = new LinkedHashMap<>();
        private @Nullable KvStore store;
        private Metrics metrics = Metrics.NONE;
        private DeliveryLimits limits = DeliveryLimits.DEFAULT;
        private SpecVersion cloudEventsVersion = SpecVersion.V1_0;
        private Duration functionTimeout = Duration.ofSeconds(10);
        private Duration startupTimeout = Duration.ofSeconds(15);
        private int javaThreads = 64;
        private int maxHops = 16;

        private Builder() {}

        /** Sets where the configuration is kept. The gateway closes the store with itself. */
        public Builder store(KvStore configuration) {
            store = configuration;
            return this;
        }

        /** Registers a function written in Java; documents of type {@code java} name it as their {@code handler}. */
        public Builder function(String handler, JavaFunction function) {
            handlers.put(handler, function);
            return this;
        }

        /** Adds a kind of function; it wins over one of the same type on the class path. The gateway closes it. */
        public Builder provider(FunctionProvider provider) {
            providers.add(provider);
            return this;
        }

        /**
         * Adds a plugin; it wins over one of the same name on the class path. They are asked in the order in which they are added,
         * those on the class path last. The gateway closes it.
         */
        public Builder plugin(Plugin plugin) {
            plugins.add(plugin);
            return this;
        }

        /** Sets how a plugin is to work: its own settings, and those by which the gateway treats it. */
        public Builder pluginSettings(String plugin, Map<String, String> settings) {
            pluginSettings.put(plugin, Map.copyOf(settings));
            return this;
        }

        /** Sets who is told what the gateway does. */
        public Builder metrics(Metrics listener) {
            metrics = listener;
            return this;
        }

        /** Sets how much asynchronous work may wait and run at once. */
        public Builder limits(DeliveryLimits bounds) {
            limits = bounds;
            return this;
        }

        /**
         * Sets the version of the events that the gateway makes itself, such as {@code http.request}; 1.0 unless set. An event
         * that was received keeps its own.
         */
        public Builder cloudEventsVersion(SpecVersion version) {
            cloudEventsVersion = version;
            return this;
        }

        /** Sets how long a function of any type may take to answer; ten seconds unless set. */
        public Builder functionTimeout(Duration timeout) {
            functionTimeout = timeout;
            return this;
        }

        /**
         * Sets how often an event may pass gateways; sixteen unless set. One that comes back more often goes round in a loop and is
         * refused with 508.
         *
         * @throws IllegalArgumentException if {@code hops} is below one
         */
        public Builder maxHops(int hops) {
            if (hops < 1) {
                throw new IllegalArgumentException("maxHops is " + hops + ", expected at least 1");
            }
            maxHops = hops;
            return this;
        }

        /** Sets how long {@link #open} goes on trying while the store is out of reach; fifteen seconds unless set. */
        public Builder startupTimeout(Duration timeout) {
            startupTimeout = timeout;
            return this;
        }

        /**
         * Opens the gateway: connects to the store and takes over its configuration.
         *
         * @throws CatalogException if the store cannot be reached in time, refuses access, or holds no configuration of this
         *     version
         * @throws PluginException if a plugin cannot be started
         * @throws IllegalStateException if no store was given
         */
        public EventGateway open() {
            if (store == null) {
                throw new IllegalStateException("an event gateway needs a store: builder().store(KvStores.open(uri))");
            }
            return new EventGateway(this, store);
        }

        private List<FunctionProvider> allProviders(FunctionProvider java) {
            List<FunctionProvider> all = new ArrayList<>(providers);
            all.add(java);
            all.add(new HttpFunctionProvider(functionTimeout, limits.callsInAll()));
            return all;
        }
    }
}
