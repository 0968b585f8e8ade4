package dev.eventgateway.kv.spi;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvChange;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.kv.WatchListener;
import dev.eventgateway.kv.spi.Backlog.Delivery;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A watch, but for the talk with the store: a back end tells the feed what it saw, and the feed keeps the promises of
 * {@link Watch} and {@link WatchListener}. It owns one daemon thread, the only one that ever calls the listener.
 *
 * <p>Feeding never waits for the listener. A listener that is slow is owed at most the last change of each key. One
 * that throws is logged and given the whole tree again, at once the first time, then at growing intervals of at most
 * ten seconds for as long as it goes on throwing. What is fed after {@link #close()} is ignored.
 *
 * <p>The feed is safe for use by many threads, but it cannot know which of two threads saw the older thing. So what the
 * back end owes it is order: feed a listing before any change that is newer than the listing, unless it is the first
 * listing (changes fed before that one are kept and told after it), and feed changes in the order of revisions. A
 * change that comes late, when changes of other keys with higher revisions have been fed, is delivered all the same: it
 * breaks the order that {@link WatchListener#onChanges} promises, but nothing is lost.
 */
public final class WatchFeed implements Watch {

    private static final System.Logger LOG = System.getLogger(WatchFeed.class.getName());
    private static final long CLOSE_MILLIS = 1_000;
    private static final long INTERRUPT_MILLIS = 250;
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;
    private static final int LONGEST_NAME = 64;

    private final Key prefix;
    private final WatchListener listener;
    private final Consumer<WatchFeed> onClose;
    private final Thread courier;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    // The rest is guarded by the lock.
    private final WatchView view;
    private final Backlog backlog = new Backlog();
    private State state = State.STALE;
    private boolean closed;
    private int failures;
    private long pausedUntil;

    /**
     * Starts the feed's thread. The watch is {@link dev.eventgateway.kv.Watch.State#STALE} and the listener hears
     * nothing until the first listing.
     *
     * @param prefix what is watched; entries and changes that do not lie there are ignored
     * @param listener whom to tell
     * @param onClose given this feed once, by the thread that closes it; from then on nothing needs to be fed. Must
     *     neither block nor throw
     */
    public WatchFeed(Key prefix, WatchListener listener, Consumer<WatchFeed> onClose) {
        this.prefix = prefix;
        this.listener = listener;
        this.onClose = onClose;
        this.view = new WatchView(prefix);
        this.courier = new Thread(this::deliver, name(prefix));
        courier.setDaemon(true);
        courier.start();
    }

    @Override
    public Key prefix() {
        return prefix;
    }

    /** {@return the state that was fed last; STALE once closed} */
    @Override
    public State state() {
        lock.lock();
        try {
            return closed ? State.STALE : state;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The tree was listed, and as far as the back end knows the store is the one that it was before. The first listing
     * is delivered as a snapshot; a later one as the changes since then, where a key that is gone counts as deleted at
     * the revision of the listing. But a listing that cannot follow from what was fed before (it has a lower revision,
     * or holds an entry that should have been seen earlier) is taken as {@link #reset} takes it.
     */
    public void snapshot(KvSnapshot listing) {
        feed(() -> backlog.owe(view.advance(listing)));
    }

    /**
     * The tree was listed, and its history since the last listing is lost: another incarnation of the store, or one
     * that may be. Delivered as a RESET snapshot. Nothing that was seen before this listing may be fed after it.
     */
    public void reset(KvSnapshot listing) {
        feed(() -> backlog.owe(view.replace(listing)));
    }

    /**
     * Keys changed. Changes that are not newer than what is known of their key are ignored, so feeding one twice does
     * no harm; so are deletes of keys that are not there. All of one call reach the listener in one call: give the changes of one transaction together where the
     * store tells.
     */
    public void changes(List<KvChange> seen) {
        feed(() -> backlog.owe(view.apply(seen)));
    }

    /**
     * The watch is up to date and changes will follow: feed this after the listing that made it so. The listener is
     * told once it has been given all that was fed before.
     */
    public void connected() {
        feed(() -> state(State.CONNECTED));
    }

    /** The connection is lost. The listener is told once it has been given all that was fed before. */
    public void stale() {
        feed(() -> state(State.STALE));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Waits one second for a call of the listener that is under way, then interrupts it; does not wait for a call
     * that it is made from.
     */
    @Override
    public void close() {
        closeAll(List.of(this));
    }

    /** Closes all of {@code feeds} in the time that closing one may take: what a store does when it is closed. */
    public static void closeAll(Collection<WatchFeed> feeds) {
        List<WatchFeed> all = List.copyOf(feeds);
        all.stream().filter(WatchFeed::end).toList().forEach(feed -> feed.onClose.accept(feed));
        long now = System.nanoTime();
        long patience = now + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
        List<WatchFeed> busy =
                all.stream().filter(feed -> !feed.endsBy(patience)).toList();
        busy.forEach(feed -> feed.courier.interrupt());
        long end = patience + TimeUnit.MILLISECONDS.toNanos(INTERRUPT_MILLIS);
        busy.forEach(feed -> feed.endsBy(end));
    }

    private void state(State next) {
        state = next;
        backlog.owe(next);
    }

    private void feed(Runnable report) {
        lock.lock();
        try {
            if (!closed) {
                report.run();
                if (backlog.due()) {
                    news.signal();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void deliver() {
        for (Optional<Delivery> next = next(); next.isPresent(); next = next()) {
            Delivery delivery = next.get();
            try {
                delivery.call().accept(listener);
                if (delivery.data()) {
                    accepted();
                }
            } catch (Throwable thrown) { // whatever it is, it must not end the watch
                LOG.log(Level.WARNING, "listener of the watch on " + prefix + " threw", thrown);
                if (delivery.data()) {
                    refused();
                }
            }
        }
    }

    /** {@return what to tell next, waiting for it; empty once closed} */
    private Optional<Delivery> next() {
        lock.lock();
        try {
            while (!closed) {
                long pause = failures < 2 ? 0 : pausedUntil - System.nanoTime();
                Optional<Delivery> next = pause > 0 ? Optional.empty() : backlog.take(view);
                if (next.isPresent()) {
                    return next;
                }
                try {
                    news.awaitNanos(pause > 0 ? pause : Long.MAX_VALUE);
                } catch (InterruptedException stray) {
                    // Left behind by a listener, or sent by close(): the loop looks whether the watch is closed.
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void accepted() {
        lock.lock();
        try {
            failures = 0;
        } finally {
            lock.unlock();
        }
    }

    private void refused() {
        lock.lock();
        try {
            backlog.refused();
            failures++;
            long pause = FIRST_PAUSE_MILLIS << Math.min(Math.max(0, failures - 2), 10);
            pausedUntil = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.min(pause, LONGEST_PAUSE_MILLIS));
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether this call ended the feed, rather than an earlier one} */
    private boolean end() {
        lock.lock();
        try {
            boolean first = !closed;
            closed = true;
            news.signal();
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether the thread was over by {@code deadline}, or is the current one and ends by itself} */
    private boolean endsBy(long deadline) {
        if (Thread.currentThread() == courier) {
            return true;
        }
        boolean interrupted = false;
        long left = deadline - System.nanoTime();
        while (left > 0 && courier.isAlive()) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(courier, left);
            } catch (InterruptedException later) {
                interrupted = true;
            }
            left = deadline - System.nanoTime();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !courier.isAlive();
    }

    private static String name(Key prefix) {
        String text = prefix.toString();
        return "kv-watch " + (text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME));
    }
}
