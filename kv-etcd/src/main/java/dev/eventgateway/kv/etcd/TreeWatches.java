package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.kv.WatchListener;
import dev.eventgateway.kv.spi.WatchFeed;
import java.util.HashMap;
import java.util.Map;

/** The watches of a store. Each owns a thread that supervises it, besides the feed's own that calls the listener. */
final class TreeWatches implements AutoCloseable {

    private static final long GOODBYE_MILLIS = 250;

    private final Connection connection;
    private final Paths paths;
    private final Options options;
    private final Map<WatchFeed, Thread> supervisors = new HashMap<>();
    private boolean closed;

    TreeWatches(Connection connection, Paths paths, Options options) {
        this.connection = connection;
        this.paths = paths;
        this.options = options;
    }

    synchronized Watch open(Key prefix, WatchListener listener) {
        if (closed) {
            throw new KvException(KvException.Reason.CLOSED, "the store " + options.uri() + " is closed");
        }
        WatchFeed feed = new WatchFeed(prefix, listener, this::ended);
        Thread supervisor = new Thread(new TreeWatch(connection, paths, options, feed), "kv-etcd watch " + prefix);
        supervisor.setDaemon(true);
        supervisors.put(feed, supervisor);
        supervisor.start();
        return feed;
    }

    /** Ends all watches, also those whose listeners are stuck. Idempotent. */
    @Override
    public void close() {
        Map<WatchFeed, Thread> open = shut();
        WatchFeed.closeAll(open.keySet());
        open.values().forEach(TreeWatches::join);
    }

    private synchronized Map<WatchFeed, Thread> shut() {
        closed = true;
        return Map.copyOf(supervisors);
    }

    private synchronized void ended(WatchFeed feed) {
        Thread supervisor = supervisors.remove(feed);
        if (supervisor != null) {
            supervisor.interrupt();
        }
    }

    private static void join(Thread supervisor) {
        try {
            supervisor.join(GOODBYE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
