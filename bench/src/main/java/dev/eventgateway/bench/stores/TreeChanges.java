package dev.eventgateway.bench.stores;

import dev.eventgateway.kv.contract.TcpProxy;
import dev.eventgateway.kv.server.TestServer;
import java.util.concurrent.TimeUnit;

/** Changes a tree, by itself or before a watcher, and sees what that takes. */
final class TreeChanges {

    private static final String PREFIX = "bench";
    private static final long LEAST_QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    /** On Consul a watch rests for twice as long as it took to read the tree. */
    private static final int QUIET_FACTOR = 4;
    /** On a large tree on a slow machine there will be fewer changes, rather than no end. */
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(3);

    private final TestServer server;
    private final Tree tree;
    private final int count;
    private final int idleSeconds;

    /**
     * @param count how many single changes
     * @param idleSeconds for how long to watch what goes on when nothing is changed
     */
    TreeChanges(TestServer server, Tree tree, int count, int idleSeconds) {
        this.server = server;
        this.tree = tree;
        this.count = count;
        this.idleSeconds = idleSeconds;
    }

    /** {@return the URI of the store that the tree is in} */
    static String uri(TestServer server) {
        return server.uri(PREFIX);
    }

    /** {@return what the writes take while nobody watches} */
    Effort writes() throws Exception {
        Effort idle = idle();
        return Effort.of(server, () -> {
                    for (int i = 0; i < count; i++) {
                        tree.change();
                    }
                })
                .without(idle);
    }

    /** {@return how many bytes go over a watcher's wire for a change} */
    long wire() throws Exception {
        try (TcpProxy proxy = new TcpProxy(server.port());
                Watching watching = new Watching(server.uri(proxy.address(), PREFIX))) {
            long before = proxy.bytes();
            int changes = singly(watching, Math.max(2, count / 10)).count();
            return (proxy.bytes() - before) / changes;
        }
    }

    /** {@return what single changes take, each after a time of quiet} */
    Outcome singles(Watching watching) throws Exception {
        singly(watching, Math.max(2, count / 5)); // to warm up
        Effort idle = idle();
        int before = watching.arrivals().deliveries();
        Latencies lags = new Latencies();
        Effort effort = Effort.of(server, () -> lags.addAll(singly(watching, count)));
        return new Outcome(effort.without(idle), watching.arrivals().deliveries() - before, lags);
    }

    /** {@return what a steady stream of changes takes, all in all} */
    Outcome stream(Watching watching, int perSecond, int seconds) throws Exception {
        int before = watching.arrivals().deliveries();
        Latencies lags = new Latencies();
        Effort effort = Effort.of(server, () -> lags.addAll(steadily(watching, perSecond, perSecond * seconds)));
        return new Outcome(effort, watching.arrivals().deliveries() - before, lags);
    }

    private Effort idle() throws Exception {
        return Effort.of(server, () -> TimeUnit.SECONDS.sleep(idleSeconds));
    }

    private Latencies singly(Watching watching, int times) throws InterruptedException {
        Latencies lags = new Latencies();
        long quiet = LEAST_QUIET_NANOS;
        long end = System.nanoTime() + LONGEST_NANOS;
        while (lags.count() < times && System.nanoTime() < end) {
            TimeUnit.NANOSECONDS.sleep(quiet);
            long begin = System.nanoTime();
            long lag = watching.arrivals().await(tree.change()) - begin;
            lags.add(lag);
            quiet = Math.max(LEAST_QUIET_NANOS, QUIET_FACTOR * lag);
        }
        return lags;
    }

    /** Where the store does not keep up, the next change is made as soon as the one before is answered. */
    private Latencies steadily(Watching watching, int perSecond, int times) throws InterruptedException {
        long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long[] begun = new long[times];
        int[] numbers = new int[times];
        long begin = System.nanoTime();
        for (int i = 0; i < times; i++) {
            TimeUnit.NANOSECONDS.sleep(begin + i * interval - System.nanoTime());
            begun[i] = System.nanoTime();
            numbers[i] = tree.change();
        }
        Latencies lags = new Latencies();
        for (int i = 0; i < times; i++) {
            lags.add(watching.arrivals().await(numbers[i]) - begun[i]);
        }
        return lags;
    }

    /**
     * What came of changes.
     *
     * @param effort of the server, and of this process, which both writes and watches
     * @param deliveries how many times the watch told of changes
     * @param lags from the beginning of each put to the listener
     */
    record Outcome(Effort effort, int deliveries, Latencies lags) {

        int changes() {
            return lags.count();
        }
    }
}
