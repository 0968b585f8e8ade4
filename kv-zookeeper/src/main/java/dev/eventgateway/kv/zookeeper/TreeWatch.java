package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.spi.Deadline;
import dev.eventgateway.kv.spi.Follower;
import dev.eventgateway.kv.spi.WatchFeed;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a tree from connection to connection: lists it whenever one is made, since ZooKeeper does not tell afterwards
 * what happened in between, and feeds what differs and then what changes. Its thread ends when it is interrupted.
 */
final class TreeWatch implements Follower {

    private static final Logger LOG = LoggerFactory.getLogger(TreeWatch.class);
    private static final long SHORT_PAUSE_MILLIS = 20;
    private static final long PAUSE_SECONDS = 1;

    private final Links links;
    private final Paths paths;
    private final Options options;
    private final WatchFeed feed;
    private Optional<Listing.Incarnation> incarnation = Optional.empty();
    private String lastFailure = "";

    TreeWatch(Links links, Paths paths, Options options, WatchFeed feed) {
        this.links = links;
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
        } finally {
            feed.stale();
        }
    }

    private void follow() throws InterruptedException {
        try (TreeReader reader = new TreeReader(links.link(deadline()), paths, feed.prefix(), this::deadline)) {
            tell(reader.list());
            feed.connected();
            lastFailure = "";
            while (true) {
                tell(reader.next());
            }
        } catch (KvException failed) {
            feed.stale();
            endured(failed);
        } catch (RuntimeException broken) {
            feed.stale();
            LOG.error("watch on {} starts again", feed.prefix(), broken);
            TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
        }
    }

    private void tell(Listing listing) {
        boolean another = incarnation.isPresent() && !incarnation.equals(listing.incarnation());
        incarnation = listing.incarnation();
        if (another) {
            LOG.warn("the store below {} is not the one that it was: wiped or replaced", paths.root());
            feed.reset(listing.snapshot());
        } else {
            feed.snapshot(listing.snapshot());
        }
    }

    private void tell(TreeReader.Changes next) {
        if (incarnation.isEmpty()) { // as it is before the first commit
            incarnation = next.incarnation();
        }
        if (!next.changes().isEmpty()) {
            feed.changes(next.changes());
        }
    }

    /** That the store is out of reach is known; anything else is said once, and does not go away at once. */
    private void endured(KvException failed) throws InterruptedException {
        if (failed.reason() == Reason.CLOSED || failed.reason() == Reason.INTERRUPTED) {
            throw new InterruptedException();
        }
        if (failed.reason() == Reason.UNAVAILABLE && !links.isTroubled()) {
            TimeUnit.MILLISECONDS.sleep(SHORT_PAUSE_MILLIS);
        } else {
            if (!lastFailure.equals(failed.getMessage())) {
                LOG.warn("watch on {} has to wait", feed.prefix(), failed);
            }
            lastFailure = String.valueOf(failed.getMessage());
            TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
        }
    }

    private Deadline deadline() {
        return Deadline.in(options.deadline());
    }
}
