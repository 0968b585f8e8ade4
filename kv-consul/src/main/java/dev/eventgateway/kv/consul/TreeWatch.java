package dev.eventgateway.kv.consul;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.spi.Follower;
import dev.eventgateway.kv.spi.WatchFeed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a tree: waits at Consul for its index to change, then reads the whole, which is all that Consul offers, and
 * feeds what differs. Waiting brings an answer that is small; so a tree costs what it weighs once for a change, and
 * nothing while nothing changes. Its thread ends when it is told to.
 */
final class TreeWatch implements Follower {

    private static final Logger LOG = LoggerFactory.getLogger(TreeWatch.class);
    private static final long SHORTEST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final Agents agents;
    private final Incarnation incarnation;
    private final TreeReader reader;
    private final Duration hold;
    private final Line asking;
    private final Line waiting;
    private final WatchFeed feed;
    private volatile boolean ended;
    private Optional<String> lastMark = Optional.empty();
    private KvSnapshot last = new KvSnapshot(0, List.of());
    private int failures;
    private @Nullable Reason lastReason;

    TreeWatch(Connection connection, Incarnation incarnation, TreeReader reader, Options options, WatchFeed feed) {
        this.incarnation = incarnation;
        this.agents = connection.agents();
        this.reader = reader;
        this.hold = options.hold();
        this.asking = connection.line(options.deadline());
        this.waiting = connection.line(options.silence());
        this.feed = feed;
    }

    @Override
    public void end() {
        ended = true;
        asking.cut();
        waiting.cut();
    }

    @Override
    public void run() {
        try {
            while (!ended) {
                Agent agent = agents.current();
                try {
                    follow(agent);
                } catch (RuntimeException | Error failed) { // whatever it is, it must not end the watch
                    agents.failed(agent);
                    endure(failed);
                }
            }
        } catch (InterruptedException closed) {
            // As it is meant to be.
        }
    }

    private void follow(Agent agent) throws InterruptedException {
        AgentClient asks = agent.client(asking);
        AgentClient waits = agent.client(waiting);
        Optional<String> mark = reader.mark(asks);
        // The index is always older than the listing that follows, so that no change falls between them.
        long index = reader.index(asks, feed.prefix());
        while (true) {
            long begin = System.nanoTime();
            KvSnapshot listing = reader.tree(asks, feed.prefix());
            Optional<String> markAfter = reader.mark(asks);
            if (markAfter.equals(mark)) {
                tell(listing, mark);
                rest(2 * (System.nanoTime() - begin));
                index = next(asks, waits, index);
            }
            // Else the listing may be of either of two stores.
            mark = markAfter;
        }
    }

    /**
     * {@return the next index that is another} A lower one too: then data was lost, or only marks of what was deleted.
     * Whoever lost the right to read would wait for ever, as Consul then shows nothing and no change: so the mark is
     * read as well from time to time, which fails for him. It is another if the store was replaced by one that happens
     * to have the same index.
     */
    private long next(AgentClient asks, AgentClient waits, long index) throws InterruptedException {
        long next = reader.index(waits, feed.prefix(), index, hold);
        while (next == index && reader.mark(asks).equals(lastMark)) {
            rest(0);
            next = reader.index(waits, feed.prefix(), index, hold);
        }
        return next;
    }

    private void tell(KvSnapshot listing, Optional<String> mark) {
        if (lastMark.isPresent() && !lastMark.equals(mark)) {
            LOG.warn("the store below {} is not the one that it was: wiped or replaced", feed.prefix());
            incarnation.doubt();
            last = listing;
            feed.reset(listing);
        } else {
            last = settled(listing);
            feed.snapshot(last);
        }
        lastMark = mark;
        connected();
    }

    private void connected() {
        feed.connected();
        if (failures > 0) {
            LOG.info("watch on {} is connected again", feed.prefix());
            failures = 0;
            lastReason = null;
        }
    }

    /**
     * {@return what to tell of {@code listing}: the one before if it is the same at a lower index} Consul forgets after
     * a while what was deleted, and its index falls back to that of the newest entry. Nothing was lost then.
     */
    private KvSnapshot settled(KvSnapshot listing) {
        boolean same = listing.revision() < last.revision() && listing.entries().equals(last.entries());
        return same ? last : listing;
    }

    /**
     * Lets changes gather, so that a large tree that changes all the time takes at most a third of the time to read it.
     */
    private static void rest(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(Math.max(SHORTEST_REST_NANOS, nanos));
    }

    private void endure(Throwable failed) throws InterruptedException {
        if (ended) {
            return;
        }
        feed.stale();
        incarnation.doubt();
        KvException failure = Failures.failure("watch on " + feed.prefix(), false, failed);
        if (failure.reason() != lastReason) {
            LOG.warn("{}", failure.getMessage(), failure.reason() == Reason.UNAVAILABLE ? null : failure);
        }
        lastReason = failure.reason();
        long pause = FIRST_PAUSE_MILLIS << Math.min(failures, 10);
        failures++;
        TimeUnit.MILLISECONDS.sleep(Math.min(pause, LONGEST_PAUSE_MILLIS));
    }
}
