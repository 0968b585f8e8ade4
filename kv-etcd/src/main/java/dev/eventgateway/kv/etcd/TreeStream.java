package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.KvChange;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.spi.Deadline;
import dev.eventgateway.kv.spi.WatchFeed;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One stream of changes from etcd into a feed. It ends with the first thing that goes wrong and is never resumed: jetcd
 * would resume it, but not always where it was cut, and drops what comes in before its handlers are set. So nothing counts
 * until etcd has said that the watch is created, nor after the first failure.
 */
final class TreeStream implements AutoCloseable, Watch.Listener {

    /** So many times within the silence that is allowed is etcd asked whether it is still there. */
    private static final int QUESTIONS = 3;

    private final Link link;
    private final Paths paths;
    private final WatchFeed feed;
    private final long revision;
    private final boolean marked;
    private final String doing;
    private Watch.@Nullable Watcher watcher;
    // The rest is guarded by this.
    private long heardAt = System.nanoTime();
    private boolean created;
    private boolean over;
    private @Nullable KvException failure;

    /** @param listing has been fed */
    TreeStream(Link link, Paths paths, WatchFeed feed, Listing listing) {
        this.link = link;
        this.paths = paths;
        this.feed = feed;
        this.revision = listing.snapshot().revision();
        this.marked = listing.incarnation().isPresent();
        this.doing = "watch " + feed.prefix();
    }

    /**
     * Starts to feed.
     *
     * @throws KvException if etcd has not taken the watch up after {@code silence}
     */
    void open(Duration silence) throws InterruptedException {
        // From the revision that was fed, not the next: etcd does not answer who waits for one that is still to come.
        WatchOption option = WatchOption.builder()
                .withRange(paths.end(feed.prefix()))
                .withRevision(revision)
                .withCreateNotify(true)
                .withRequireLeader(true)
                .build();
        try {
            watcher = link.watches().watch(paths.place(feed.prefix()), option, this);
        } catch (RuntimeException refused) {
            throw Failures.of(doing, Reason.UNAVAILABLE, refused);
        }
        awaitCreated(Deadline.in(silence));
    }

    /**
     * Waits until the stream ends, which it does with the first change if the listing had no mark. That change is not fed: only
     * the next listing tells of which store it is.
     *
     * @throws KvException if it ends otherwise, also when nothing has been heard for {@code silence}
     */
    void follow(Duration silence) throws InterruptedException {
        long interval = silence.toNanos() / QUESTIONS;
        while (!isOver()) {
            long silent = awaitEnd(interval);
            if (silent >= silence.toNanos()) {
                throw new KvException(
                        Reason.UNAVAILABLE, doing + ": nothing heard from etcd for " + silence.toMillis() + " ms");
            }
            if (silent >= interval) {
                ask();
            }
        }
    }

    @Override
    public synchronized void onNext(WatchResponse response) {
        if (over) {
            return;
        }
        heardAt = System.nanoTime();
        link.heard();
        long at = response.getHeader().getRevision();
        if (at < revision) {
            end(new KvException(Reason.UNAVAILABLE, doing + ": etcd is at " + at + ", expected " + revision));
        } else if (response.isCreatedNotify()) {
            created = true;
            notifyAll();
        } else if (created) {
            feed(response.getEvents());
        }
    }

    @Override
    public void onError(Throwable thrown) {
        end(Failures.of(doing, Reason.UNAVAILABLE, thrown));
    }

    @Override
    public void onCompleted() {
        end(new KvException(Reason.UNAVAILABLE, doing + ": etcd ended the stream"));
    }

    /** Nothing is fed after this. */
    @Override
    public void close() {
        onCompleted();
        if (watcher != null) {
            try {
                watcher.close();
            } catch (RuntimeException ended) {
                // jetcd says goodbye to a stream that may be gone already.
            }
        }
    }

    /** @param last null if nothing went wrong */
    private synchronized void end(@Nullable KvException last) {
        if (!over) {
            over = true;
            failure = last;
            notifyAll();
        }
    }

    private synchronized boolean isOver() {
        requireNotFailed();
        return over;
    }

    private synchronized void awaitCreated(Deadline deadline) throws InterruptedException {
        while (!created) {
            requireNotFailed();
            long left = deadline.nanosLeft();
            if (left <= 0) {
                throw new KvException(Reason.UNAVAILABLE, doing + ": not taken up by etcd within " + deadline);
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        requireNotFailed();
    }

    /** {@return for how long nothing has been heard, after waiting for {@code nanos}} */
    private synchronized long awaitEnd(long nanos) throws InterruptedException {
        if (!over) {
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
        }
        requireNotFailed();
        return System.nanoTime() - heardAt;
    }

    private void requireNotFailed() {
        if (failure != null) {
            throw failure;
        }
    }

    private void ask() {
        try {
            if (watcher != null) {
                watcher.requestProgress();
            }
        } catch (RuntimeException ended) {
            throw Failures.of(doing, Reason.UNAVAILABLE, ended);
        }
    }

    private void feed(List<WatchEvent> events) {
        List<KvChange> changes = events.stream()
                .map(this::change)
                .flatMap(Optional::stream)
                .filter(change -> change.revision() > revision)
                .toList();
        if (changes.isEmpty()) {
            return;
        }
        if (marked) {
            feed.changes(changes);
        } else {
            end(null);
        }
    }

    private Optional<KvChange> change(WatchEvent event) {
        return event.getEventType() == WatchEvent.EventType.PUT
                ? paths.entry(event.getKeyValue()).map(KvChange.Put::new)
                : paths.key(event.getKeyValue().getKey())
                        .map(key -> new KvChange.Delete(key, event.getKeyValue().getModRevision()));
    }
}
