package dev.eventgateway.kv.spi;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.kv.WatchListener;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The watches of a store, which end with it. Each owns a daemon thread that follows the store, besides the feed's own
 * that calls the listener. Safe for use by many threads.
 */
public final class Watches implements AutoCloseable {

    private static final Duration GOODBYE = Duration.ofMillis(250);

    private final String store;
    private final Function<WatchFeed, Follower> followers;
    private final Map<WatchFeed, Following> open = new HashMap<>();
    private boolean closed;

    /**
     * @param store names the store in threads and messages
     * @param followers makes what feeds a watch
     */
    public Watches(String store, Function<WatchFeed, Follower> followers) {
        this.store = store;
        this.followers = followers;
    }

    /** {@return a watch on {@code prefix}, which is being followed} */
    public synchronized Watch open(Key prefix, WatchListener listener) {
        if (closed) {
            throw new KvException(KvException.Reason.CLOSED, "the store " + store + " is closed");
        }
        WatchFeed feed = new WatchFeed(prefix, listener, this::ended);
        Follower follower = followers.apply(feed);
        Thread thread = new Thread(follower, "kv-follow " + store + " " + prefix);
        thread.setDaemon(true);
        open.put(feed, new Following(follower, thread));
        thread.start();
        return feed;
    }

    /** Ends all watches, also those whose listeners are stuck. Idempotent. */
    @Override
    public void close() {
        Map<WatchFeed, Following> ending = shut();
        WatchFeed.closeAll(ending.keySet());
        Deadline goodbye = Deadline.in(GOODBYE);
        ending.values().forEach(following -> following.join(goodbye));
    }

    private synchronized Map<WatchFeed, Following> shut() {
        closed = true;
        return Map.copyOf(open);
    }

    private void ended(WatchFeed feed) {
        Following following = removed(feed);
        if (following != null) {
            following.follower().end();
            following.thread().interrupt();
        }
    }

    private synchronized @Nullable Following removed(WatchFeed feed) {
        return open.remove(feed);
    }

    private record Following(Follower follower, Thread thread) {
        void join(Deadline deadline) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline.nanosLeft()));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
