package dev.eventgateway.kv.consul;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.kv.WatchListener;
import dev.eventgateway.kv.spi.WatchFeed;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The watches of a store. Each owns a thread that reads, besides the feed's own that calls the listener. */
final class TreeWatches implements AutoCloseable {

    private static final Duration GOODBYE = Duration.ofMillis(250);

    private final Connection connection;
    private final Incarnation incarnation;
    private final TreeReader reader;
    private final Options options;
    private final Map<WatchFeed, Running> running = new HashMap<>();
    private boolean closed;

    TreeWatches(Connection connection, Incarnation incarnation, TreeReader reader, Options options) {
        this.connection = connection;
        this.incarnation = incarnation;
        this.reader = reader;
        this.options = options;
    }

    synchronized Watch open(Key prefix, WatchListener listener) {
        if (closed) {
            throw new KvException(KvException.Reason.CLOSED, "the store " + options.uri() + " is closed");
        }
        WatchFeed feed = new WatchFeed(prefix, listener, this::ended);
        TreeWatch watch = new TreeWatch(connection, incarnation, reader, options, feed);
        Thread thread = new Thread(watch, "kv-consul watch " + prefix);
        thread.setDaemon(true);
        running.put(feed, new Running(watch, thread));
        thread.start();
        return feed;
    }

    /** Ends all watches, also those whose listeners are stuck. Idempotent. */
    @Override
    public void close() {
        Map<WatchFeed, Running> open = shut();
        WatchFeed.closeAll(open.keySet());
        Deadline goodbye = Deadline.in(GOODBYE);
        open.values().forEach(watch -> watch.join(goodbye));
    }

    private synchronized Map<WatchFeed, Running> shut() {
        closed = true;
        return Map.copyOf(running);
    }

    private synchronized void ended(WatchFeed feed) {
        Running watch = running.remove(feed);
        if (watch != null) {
            watch.watch().end(watch.thread());
        }
    }

    private record Running(TreeWatch watch, Thread thread) {
        void join(Deadline deadline) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, deadline.nanosLeft());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
