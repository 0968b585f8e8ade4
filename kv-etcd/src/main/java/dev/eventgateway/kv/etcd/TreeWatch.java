package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.spi.WatchFeed;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a tree from stream to stream: lists it whenever one has ended, feeds what differs, and then what changes. etcd's history would
 * tell what happened in between, but only if the store is still the same one: after a wipe or a restore it has the same identity and
 * numbers its revisions anew. Its thread ends when it is interrupted.
 */
final class TreeWatch implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(TreeWatch.class);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final int MOST_DOUBLINGS = 4;
    /** A stream that lasted as long was no failure. */
    private static final long LASTING_SECONDS = 10;

    private final Connection connection;
    private final Keys keys;
    private final Options options;
    private final WatchFeed feed;
    private Optional<String> incarnation = Optional.empty();
    private int failures;
    private String lastFailure = "";

    TreeWatch(Connection connection, Keys keys, Options options, WatchFeed feed) {
        this.connection = connection;
        this.keys = keys;
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

    private void follow() throws InterruptedException {
        try {
            Listing listing = new TreeReader(connection, keys, feed.prefix(), this::deadline).list();
            tell(listing);
            follow(connection.link(), listing.snapshot().revision());
        } catch (KvException failed) {
            endured(failed);
        } catch (RuntimeException broken) {
            feed.stale();
            LOG.error("watch on {} starts again", feed.prefix(), broken);
            pause();
        }
    }

    private void follow(Link link, long revision) throws InterruptedException {
        try (TreeStream stream = new TreeStream(link, keys, feed, revision)) {
            stream.open(options.silence());
            connected();
            long since = System.nanoTime();
            try {
                stream.follow(options.silence());
            } finally {
                if (System.nanoTime() - since > TimeUnit.SECONDS.toNanos(LASTING_SECONDS)) {
                    failures = 0;
                }
            }
        } catch (KvException failed) {
            connection.renew(link);
            throw failed;
        }
    }

    private void tell(Listing listing) {
        boolean another = incarnation.isPresent() && !incarnation.equals(listing.incarnation());
        incarnation = listing.incarnation();
        if (another) {
            LOG.warn("the store below {} is not the one that it was: wiped or replaced", options.uri());
            feed.reset(listing.snapshot());
        } else {
            feed.snapshot(listing.snapshot());
        }
    }

    private void connected() {
        feed.connected();
        if (!lastFailure.isEmpty()) {
            LOG.info("watch on {} is up to date again", feed.prefix());
            lastFailure = "";
        }
    }

    /** Says once that the store is out of reach, and anything else that is new. */
    private void endured(KvException failed) throws InterruptedException {
        if (connection.closed() || failed.reason() == Reason.INTERRUPTED) {
            throw new InterruptedException();
        }
        feed.stale();
        String message = String.valueOf(failed.getMessage());
        if (lastFailure.isEmpty() || (failed.reason() != Reason.UNAVAILABLE && !lastFailure.equals(message))) {
            LOG.warn("watch on {} has to wait: {}", feed.prefix(), message);
        }
        lastFailure = message;
        pause();
    }

    /** Longer each time, and not the same for all. */
    private void pause() throws InterruptedException {
        long longest = FIRST_PAUSE_MILLIS << Math.min(failures++, MOST_DOUBLINGS);
        TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest));
    }

    private Deadline deadline() {
        return Deadline.in(options.deadline());
    }
}
