package dev.eventgateway;

import dev.eventgateway.plugin.Plugin;
import dev.eventgateway.plugin.PluginConfig;
import dev.eventgateway.plugin.PluginMetrics;
import dev.eventgateway.plugin.Reaction;
import dev.eventgateway.plugin.SystemEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A plugin that remembers what it was told, and reacts as a test wants. */
final class TestPlugin implements Plugin {

    /** How it reacts. */
    interface Body {
        Reaction react(SystemEvent event) throws Exception;
    }

    private final String name;
    private final Map<Class<? extends SystemEvent>, Mode> listens;
    private final Body body;
    final List<SystemEvent> told = new CopyOnWriteArrayList<>();
    final List<Thread> threads = new CopyOnWriteArrayList<>();
    final CountDownLatch closed = new CountDownLatch(1);
    volatile PluginConfig config = PluginConfig.of(Map.of());

    private TestPlugin(String name, Class<? extends SystemEvent> type, Mode mode, Body body) {
        this.name = name;
        this.listens = Map.of(type, mode);
        this.body = body;
    }

    static TestPlugin sync(String name, Class<? extends SystemEvent> type, Body body) {
        return new TestPlugin(name, type, Mode.SYNC, body);
    }

    /** {@return one that is asked about what has arrived} */
    static TestPlugin sync(String name, Body body) {
        return sync(name, SystemEvent.Received.class, body);
    }

    static TestPlugin async(String name, Class<? extends SystemEvent> type, Body body) {
        return new TestPlugin(name, type, Mode.ASYNC, body);
    }

    static TestPlugin async(String name, Body body) {
        return async(name, SystemEvent.Received.class, body);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start(PluginConfig given, PluginMetrics metrics) {
        config = given;
        metrics.count("starts", 1);
        metrics.set("size", 7);
    }

    @Override
    public Map<Class<? extends SystemEvent>, Mode> listensTo() {
        return listens;
    }

    @Override
    public Reaction react(SystemEvent event) throws Exception {
        told.add(event);
        threads.add(Thread.currentThread());
        return body.react(event);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
