package dev.eventgateway.bench.stores;

import dev.eventgateway.EventGateway;
import dev.eventgateway.routing.Subscription;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Engines that share a store, and one who registers on the first of them and looks at all. */
final class Fleet implements AutoCloseable {

    private static final long LEAST_QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    /** On Consul a watch rests for twice as long as it took to read the tree. */
    private static final int QUIET_FACTOR = 3;

    /** With many engines on a large tree there will be fewer changes, rather than no end. */
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(3);

    private static final long LOOK_MICROS = 500;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final List<EventGateway> engines = new ArrayList<>();
    private final Latencies starts = new Latencies();
    private final ExecutorService registrar = Executors.newSingleThreadExecutor();
    private int next;

    /**
     * Starts the engines one after the other.
     *
     * @param taken how many subscriptions there are already
     */
    Fleet(String uri, int size, int taken) {
        next = taken;
        for (int i = 0; i < size; i++) {
            long begin = System.nanoTime();
            engines.add(Configuration.engine(uri));
            starts.add(System.nanoTime() - begin);
        }
    }

    /** {@return how long each took to start} */
    Latencies starts() {
        return starts;
    }

    /** {@return how many subscriptions there are} */
    int subscriptions() {
        return next;
    }

    /** Registers so many subscriptions, far between, and adds to {@code spread} how long the others took to route by each. */
    void register(int times, Spread spread) throws Exception {
        long quiet = LEAST_QUIET_NANOS;
        long end = System.nanoTime() + LONGEST_NANOS;
        for (int i = 0; i < times && System.nanoTime() < end; i++) {
            TimeUnit.NANOSECONDS.sleep(quiet);
            long last = register(Registration.subscription(next++), spread);
            quiet = Math.max(LEAST_QUIET_NANOS, QUIET_FACTOR * last);
        }
    }

    @Override
    public void close() {
        registrar.shutdownNow();
        engines.forEach(EventGateway::close);
    }

    private long register(Subscription subscription, Spread spread) throws Exception {
        long begin = System.nanoTime();
        Future<?> registered =
                registrar.submit(() -> engines.get(0).subscriptions().create(subscription));
        long[] after = new long[engines.size()];
        for (int left = engines.size(); left > 0; ) {
            for (int i = 0; i < after.length; i++) {
                if (after[i] == 0 && routes(engines.get(i), subscription)) {
                    after[i] = System.nanoTime() - begin;
                    left--;
                }
            }
            requireProgress(registered, begin);
            TimeUnit.MICROSECONDS.sleep(LOOK_MICROS);
        }
        return spread.add(after);
    }

    private static boolean routes(EventGateway engine, Subscription subscription) {
        return engine.table()
                .match(subscription.method(), subscription.path(), subscription.eventType())
                .sync()
                .isPresent();
    }

    private static void requireProgress(Future<?> registered, long begin) throws Exception {
        if (registered.isDone()) {
            registered.get(); // says why it failed, if it did
        }
        if (System.nanoTime() - begin > PATIENCE_NANOS) {
            throw new IllegalStateException("an engine does not route by what another registered");
        }
    }

    /**
     * From a call of one engine until others route by what it registers.
     *
     * @param each of the others
     * @param last the last of them
     */
    record Spread(Latencies each, Latencies last) {

        Spread() {
            this(new Latencies(), new Latencies());
        }

        int count() {
            return last.count();
        }

        private long add(long[] after) {
            long[] others = Arrays.copyOfRange(after, 1, after.length);
            Arrays.stream(others).forEach(each::add);
            long longest = Arrays.stream(others).max().orElseThrow();
            last.add(longest);
            return longest;
        }
    }
}
