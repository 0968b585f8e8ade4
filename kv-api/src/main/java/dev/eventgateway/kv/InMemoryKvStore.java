package dev.eventgateway.kv;

import dev.eventgateway.kv.spi.Leases;
import dev.eventgateway.kv.spi.WatchFeed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A store in this process: one of those open on a {@link MemoryTree}, with watches and an end of its own. */
final class InMemoryKvStore implements KvStore {

    private final MemoryTree tree;
    private final Runnable onClose;
    private final Leases<MemoryGrant> leases = new Leases<>("in memory", MemoryGrant.class);
    private final Set<WatchFeed> watches = ConcurrentHashMap.newKeySet();
    /** Guarded by the tree's monitor. */
    private boolean closed;

    /**
     * Opens a store on {@code tree}.
     *
     * @param onClose run once the store no longer counts among those of the tree
     */
    InMemoryKvStore(MemoryTree tree, Runnable onClose) {
        this.tree = tree;
        this.onClose = onClose;
        synchronized (tree) {
            tree.attach(this);
        }
    }

    @Override
    public Optional<KvEntry> get(Key key) {
        return call(() -> tree.get(key));
    }

    @Override
    public KvSnapshot list(Key prefix) {
        return call(() -> tree.list(prefix));
    }

    @Override
    public Transaction.Outcome commit(Transaction transaction) {
        return call(() -> tree.commit(transaction, leases.grantOf(transaction)));
    }

    @Override
    public long deleteTree(Key prefix) {
        return call(() -> tree.deleteTree(prefix));
    }

    @Override
    public Watch watch(Key prefix, WatchListener listener) {
        return call(() -> {
            WatchFeed watch = new WatchFeed(prefix, listener, watches::remove);
            watches.add(watch);
            watch.snapshot(tree.list(prefix));
            watch.connected();
            return watch;
        });
    }

    @Override
    public Lease lease(Duration ttl) {
        return leases.open(ttl, () -> new MemoryGrant(tree, ttl));
    }

    @Override
    public void close() {
        leases.close();
        synchronized (tree) {
            if (closed) {
                return;
            }
            closed = true;
            tree.detach(this);
        }
        onClose.run();
        WatchFeed.closeAll(watches);
    }

    /** The tree changed; its monitor is held, so every watch sees all changes in the same order. */
    void tell(List<KvChange> changes) {
        watches.forEach(watch -> watch.changes(changes));
    }

    private <T> T call(Supplier<T> work) {
        synchronized (tree) {
            if (closed) {
                throw new KvException(KvException.Reason.CLOSED, "the store is closed");
            }
            return work.get();
        }
    }
}
