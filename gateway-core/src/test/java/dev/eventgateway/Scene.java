package dev.eventgateway;

import dev.eventgateway.delivery.DeliveryLimits;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.JavaFunction;
import dev.eventgateway.function.Protection;
import dev.eventgateway.function.ProviderConfig;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.routing.AuthorizerCache;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A gateway with functions in several spaces that remember what they were called with, and a sender. */
final class Scene implements AutoCloseable {

    private final Map<String, List<Event>> seen = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final EventGateway gateway;

    /** Opens a gateway with those handlers. */
    Scene(Map<String, JavaFunction> handlers) {
        this(handlers, DeliveryLimits.DEFAULT, Duration.ofSeconds(30));
    }

    Scene(Map<String, JavaFunction> handlers, DeliveryLimits limits, Duration functionTimeout) {
        this(handlers, builder -> builder.limits(limits).functionTimeout(functionTimeout));
    }

    /** Opens a gateway with those handlers, and whatever else {@code more} gives to its builder. */
    Scene(Map<String, JavaFunction> handlers, Consumer<EventGateway.Builder> more) {
        EventGateway.Builder builder = EventGateway.builder()
                .store(KvStore.inMemory())
                .metrics(new Counts())
                .functionTimeout(Duration.ofSeconds(30));
        more.accept(builder);
        handlers.forEach((name, function) -> builder.function(name, event -> {
            seen(name).add(event);
            return function.apply(event);
        }));
        gateway = builder.open();
    }

    private final class Counts implements Metrics {
        @Override
        public void eventDenied(String space, String eventType) {
            count("denied " + space + " " + eventType).incrementAndGet();
        }

        @Override
        public void systemEventDropped(String space, String eventType) {
            count("dropped " + space).incrementAndGet();
        }

        @Override
        public void eventLooped(String space, String eventType) {
            count("looped " + space + " " + eventType).incrementAndGet();
        }

        @Override
        public void eventRefused(String space, String eventType) {
            count("refused " + space).incrementAndGet();
        }

        @Override
        public void eventRetried(String space, String eventType) {
            count("retried " + space).incrementAndGet();
        }

        @Override
        public void eventDeadLettered(String space, String eventType) {
            count("dead-lettered " + space).incrementAndGet();
        }

        @Override
        public void eventProcessed(String space, String eventType) {
            count("processed " + space).incrementAndGet();
        }

        @Override
        public void eventDropped(String space, String eventType) {
            count("lost " + space).incrementAndGet();
        }

        @Override
        public void functionKeptBack(String space, String functionId, String outcome) {
            count(outcome + " " + functionId).incrementAndGet();
        }

        @Override
        public void pluginCalled(String plugin, String outcome, Duration took) {
            count(plugin + " " + outcome).incrementAndGet();
        }

        @Override
        public void pluginCounted(String plugin, String name, long more) {
            count(plugin + " counts " + name).addAndGet((int) more);
        }

        @Override
        public void pluginMeasured(String plugin, String name, double value) {
            count(plugin + " measures " + name).set((int) value);
        }

        @Override
        public void eventUnmatched() {
            count("unmatched").incrementAndGet();
        }
    }

    AtomicInteger count(String what) {
        return counts.computeIfAbsent(what, unused -> new AtomicInteger());
    }

    /** {@return whether no asynchronous delivery waits or runs} */
    boolean isIdle() {
        return gateway.status().waiting() == 0 && gateway.status().running() == 0;
    }

    EventGateway gateway() {
        return gateway;
    }

    /** {@return what a handler was called with so far} */
    List<Event> seen(String handler) {
        return seen.computeIfAbsent(handler, unused -> new CopyOnWriteArrayList<>());
    }

    /** Registers a handler as the function of the same name. */
    Scene function(String space, String handler) {
        gateway.functions().create(FunctionSpec.java(handler, handler).inSpace(space));
        return this;
    }

    /** Registers a handler as the function of the same name, protected. */
    Scene function(String space, String handler, Protection protection) {
        gateway.functions()
                .create(FunctionSpec.java(handler, handler).inSpace(space).withProtection(protection));
        return this;
    }

    /** Protects a function otherwise. */
    void protect(String space, String handler, Protection protection) {
        gateway.functions()
                .update(FunctionSpec.java(handler, handler).inSpace(space).withProtection(protection));
    }

    Scene http(String space, String id, String url) {
        gateway.functions().create(FunctionSpec.http(id, url).inSpace(space));
        return this;
    }

    /** Changes what a function is without changing what it does. */
    void touch(String space, String handler) {
        gateway.functions()
                .update(new FunctionSpec(
                        space, handler, "java", ProviderConfig.of("handler", handler), Map.of("touched", "yes")));
    }

    Scene type(String space, String name) {
        gateway.eventTypes().create(new EventType(space, name, Optional.empty(), Map.of()));
        return this;
    }

    Scene guarded(String space, String name, String authorizer) {
        gateway.eventTypes().create(new EventType(space, name, Optional.of(authorizer), Map.of()));
        return this;
    }

    Scene guarded(String space, String name, String authorizer, AuthorizerCache cache) {
        gateway.eventTypes().create(new EventType(space, name, Optional.of(authorizer), Optional.of(cache), Map.of()));
        return this;
    }

    Scene async(String space, String type, String function) {
        return subscribe(space, Subscription.async(type, function));
    }

    Scene sync(String space, String type, String function) {
        return subscribe(space, Subscription.sync(type, function, "POST", "/"));
    }

    Scene subscribe(String space, Subscription what) {
        gateway.subscriptions().create(what.inSpace(space));
        return this;
    }

    GatewayReply emit(Event event) throws Exception {
        return gateway.emit(event).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    /** POSTs to {@code /}; {@code headers} are names and values. */
    GatewayReply post(String body, String... headers) throws Exception {
        return send("POST", "/", body, headers);
    }

    GatewayReply send(String method, String target, String body, String... headers) throws Exception {
        Headers.Builder all = Headers.builder();
        for (int at = 0; at < headers.length; at += 2) {
            all.add(headers[at], headers[at + 1]);
        }
        return gateway.handle(GatewayRequest.of(method, target, all.build(), body.getBytes(StandardCharsets.UTF_8)))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    static GatewayReply ok(String json) {
        return GatewayReply.of(200, "application/json", json);
    }

    /** {@return the answer of an authorizer that knows the sender} */
    static GatewayReply principal(String id) {
        return ok("{\"authorization\":{\"principalId\":\"" + id + "\",\"context\":{\"of\":\"" + id + "\"}}}");
    }

    @Override
    public void close() {
        gateway.close();
    }
}
