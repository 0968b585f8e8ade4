package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvChange;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.spi.Deadline;
import dev.eventgateway.kv.zookeeper.Unread.Notified;
import dev.eventgateway.kv.zookeeper.Unread.Settled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.data.Stat;

/**
 * Reads a tree over one connection, and then what changes in it. ZooKeeper cannot read a large tree at one moment, so
 * this reads it part by part, then again what was notified as changed meanwhile, until an answer comes with nothing
 * left: the server sends a notification before any answer that shows the change, so at the moment of that answer all
 * that was read holds.
 */
final class TreeReader implements AutoCloseable {

    /** So many values of the largest size take 25 MiB, well below the largest answer; more at once is hardly faster. */
    private static final int AT_ONCE = 100;

    private final Link link;
    private final Paths paths;
    private final Key prefix;
    private final Supplier<Deadline> deadlines;
    private final String doing;
    private final Unread unread;
    /** Read, but newer than something that is not. */
    private final Map<Key, KvChange> held = new HashMap<>();

    /** @param deadlines gives the deadline of each request */
    TreeReader(Link link, Paths paths, Key prefix, Supplier<Deadline> deadlines) {
        this.link = link;
        this.paths = paths;
        this.prefix = prefix;
        this.deadlines = deadlines;
        this.doing = "list " + prefix;
        String value = paths.value(prefix);
        String below = paths.directory(prefix) + "/";
        this.unread = new Unread(path -> path.equals(value) || (path.startsWith(below) && Paths.isValue(path)));
    }

    /** {@return the whole tree at one moment} To be called once. */
    Listing list() {
        Deadline deadline = deadlines.get();
        CompletableFuture<Void> synced = link.sync();
        CompletableFuture<Void> attached = link.attach(unread);
        Answers.read(synced, deadline, doing);
        Answers.read(attached, deadline, doing);
        TreeWalk.Found found = new TreeWalk(link, paths, deadlines, doing).find(prefix);
        unread.addAll(found.values());
        NavigableMap<Key, KvEntry> entries = new TreeMap<>();
        long newest = found.newest();
        Round round;
        do {
            round = read();
            round.changes().forEach(change -> apply(change, entries));
            newest = Math.max(newest, round.newest());
        } while (!round.complete());
        return new Listing(new KvSnapshot(newest, List.copyOf(entries.values())), round.incarnation());
    }

    /**
     * {@return what changed since the tree was listed, in the order of revisions, none of it newer than what is given
     * later; maybe nothing} Waits until something was notified.
     */
    Changes next() throws InterruptedException {
        if (!unread.await()) {
            throw lost();
        }
        Round round = read();
        round.changes().forEach(change -> held.put(change.key(), change));
        List<KvChange> ready = held.values().stream()
                .filter(change -> change.revision() < round.settled().oldestUnread())
                .sorted(Comparator.comparingLong(KvChange::revision))
                .toList();
        ready.forEach(change -> held.remove(change.key()));
        return new Changes(ready, round.incarnation());
    }

    @Override
    public void close() {
        link.detach(unread);
    }

    private Round read() {
        Map<String, Notified> taken = unread.take(AT_ONCE);
        List<String> reads = new ArrayList<>(List.of(paths.root(), paths.parent(prefix)));
        reads.addAll(taken.keySet());
        // Settled on the event thread, so with exactly what was notified before this answer.
        record Answer(List<OpResult> results, Settled settled) {}
        Answer answer = Answers.read(
                link.read(reads, results -> new Answer(results, unread.settle(taken))), deadlines.get(), doing);
        if (answer.settled().lost()) {
            throw lost();
        }
        Nodes nodes = new Nodes(reads, answer.results(), doing);
        return new Round(
                nodes.stat(paths.root()),
                nodes.stat(paths.parent(prefix)),
                changes(nodes, taken, answer.settled()),
                answer.settled());
    }

    private KvException lost() {
        return new KvException(Reason.UNAVAILABLE, doing + ": the connection was lost");
    }

    private List<KvChange> changes(Nodes nodes, Map<String, Notified> taken, Settled settled) {
        long now = nodes.stat(paths.root()).map(Stat::getMzxid).orElse(0L);
        List<KvChange> changes = new ArrayList<>();
        int i = 0;
        for (String path : taken.keySet()) {
            long notified = settled.last().get(i++);
            paths.key(path)
                    .ifPresent(key -> changes.add(nodes.entry(path, key)
                            .<KvChange>map(KvChange.Put::new)
                            .orElseGet(() -> new KvChange.Delete(key, notified > 0 ? notified : now))));
        }
        return changes;
    }

    private static void apply(KvChange change, Map<Key, KvEntry> entries) {
        if (change instanceof KvChange.Put put) {
            entries.put(put.key(), put.entry());
        } else {
            entries.remove(change.key());
        }
    }

    /**
     * Changes of a tree.
     *
     * @param changes in the order of revisions
     * @param incarnation of the store that they were read from
     */
    record Changes(List<KvChange> changes, Optional<Listing.Incarnation> incarnation) {}

    /**
     * What one answer told.
     *
     * @param root the node that every commit touches, if the store has had any
     * @param parent the directory that the value of the prefix lies in
     * @param changes what was read
     * @param settled what is known besides
     */
    private record Round(Optional<Stat> root, Optional<Stat> parent, List<KvChange> changes, Settled settled) {

        boolean complete() {
            return settled.oldestUnread() == Long.MAX_VALUE;
        }

        /** Neither what is written past this library touches the root, nor what the server removes by itself. */
        long newest() {
            long change = changes.stream().mapToLong(KvChange::revision).max().orElse(0);
            return Math.max(
                    change,
                    Math.max(
                            root.map(Stat::getMzxid).orElse(0L),
                            parent.map(Stat::getPzxid).orElse(0L)));
        }

        Optional<Listing.Incarnation> incarnation() {
            return root.map(stat -> new Listing.Incarnation(stat.getCzxid(), stat.getCtime()));
        }
    }
}
