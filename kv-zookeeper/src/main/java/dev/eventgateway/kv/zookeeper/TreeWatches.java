package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.kv.WatchListener;
import dev.eventgateway.kv.spi.WatchFeed;
import java.util.HashMap;
import java.util.Map;

/** The watches of a store. Each owns a thread that reads, besides the feed's own that calls the listener. */
final class TreeWatches implements AutoCloseable {

    private static final long GOODBYE_MILLIS = 250;

    private final Connection connection;
    private final Paths paths;
    private final Options options;
    private final Map<WatchFeed, Thread> readers = new HashMap<>();
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
        Thread reader = new Thread(new TreeWatch(connection, paths, options, feed), "kv-zookeeper watch " + prefix);
        reader.setDaemon(true);
        readers.put(feed, reader);
        reader.start();
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
        return Map.copyOf(readers);
    }

    private synchronized void ended(WatchFeed feed) {
        Thread reader = readers.remove(feed);
        if (reader != null) {
            reader.interrupt();
        }
    }

    private static void join(Thread reader) {
        try {
            reader.join(GOODBYE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
