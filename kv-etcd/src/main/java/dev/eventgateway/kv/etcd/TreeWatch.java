package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.spi.Deadline;
import dev.eventgateway.kv.spi.Follower;
import dev.eventgateway.kv.spi.WatchFeed;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a tree from stream to stream: lists it before each, feeds what differs, and then what changes. etcd's history would tell
 * what happened between two streams, but only of a store that is still the same one, and etcd does not say so: one that was wiped
 * or set back has the same identity and numbers its revisions anew. Its thread ends when it is interrupted.
 */
final class TreeWatch implements Follower {

    private static final Logger LOG = LoggerFactory.getLogger(TreeWatch.class);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final int MOST_DOUBLINGS = 4;
    private static final long AT_ONCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Connection connection;
    private final Paths paths;
    private final Options options;
    private final WatchFeed feed;
    private Optional<String> incarnation = Optional.empty();
    private int failures;
    private boolean away;
    private String lastRefusal = "";

    TreeWatch(Connection connection, Paths paths, Options options, WatchFeed feed) {
        this.connection = connection;
        this.paths = paths;
        this.options = options;
        this.feed = feed;
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                follow();
            }
        } catch (InterruptedException closed) {
            // As it is meant to be.
        }
    }

    /** Follows one stream from its beginning to its end, which is no failure if a store without a mark has had its first change. */
    private void follow() throws InterruptedException {
        long begun = System.nanoTime();
        try {
            Listing listing = new TreeReader(connection, paths, feed.prefix(), this::deadline).list();
            tell(listing);
            follow(connection.link(), listing);
            return;
        } catch (KvException failed) {
            requireOpen(failed);
            feed.stale();
            report(failed);
        } catch (RuntimeException | Error broken) { // whatever it is, it must not end the watch
            feed.stale();
            LOG.error("watch on {} starts again", feed.prefix(), broken);
        }
        pauseAfter(System.nanoTime() - begun);
    }

    private void follow(Link link, Listing listing) throws InterruptedException {
        try (TreeStream stream = new TreeStream(link, paths, feed, listing)) {
            stream.open(options.silence());
            connected();
            stream.follow(options.silence());
        } catch (KvException failed) {
            connection.renew(link);
            throw failed;
        }
    }

    private void tell(Listing listing) {
        if (incarnation.isPresent() && !incarnation.equals(listing.incarnation())) {
            LOG.warn("the store below {} is not the one that it was: wiped or replaced", options.uri());
            feed.reset(listing.snapshot());
        } else {
            feed.snapshot(listing.snapshot());
        }
        incarnation = listing.incarnation();
    }

    private void connected() {
        feed.connected();
        if (away) {
            LOG.info("watch on {} is up to date again", feed.prefix());
            away = false;
            lastRefusal = "";
        }
    }

    private void requireOpen(KvException failed) throws InterruptedException {
        if (connection.closed() || failed.reason() == Reason.INTERRUPTED) {
            throw new InterruptedException();
        }
    }

    /** Says once that the store is out of reach, and anything else that is new. */
    private void report(KvException failed) {
        String message = String.valueOf(failed.getMessage());
        boolean refused = failed.reason() != Reason.UNAVAILABLE || Failures.isTls(failed);
        if (refused ? !message.equals(lastRefusal) : !away) {
            LOG.warn("watch on {} has to wait: {}", feed.prefix(), message);
        }
        away = true;
        lastRefusal = refused ? message : lastRefusal;
    }

    /** What fails at once is tried again ever later, and not by all clients at the same time. */
    private void pauseAfter(long nanos) throws InterruptedException {
        failures = nanos < AT_ONCE_NANOS ? Math.min(failures + 1, MOST_DOUBLINGS) : 0;
        long longest = FIRST_PAUSE_MILLIS << failures;
        TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest));
    }

    private Deadline deadline() {
        return Deadline.in(options.deadline());
    }
}
