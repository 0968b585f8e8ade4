package dev.eventgateway.catalog;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvChange;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Lease;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.kv.WatchListener;
import dev.eventgateway.kv.spi.WatchFeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A real store behind a road on which things go wrong: outages, late and lost deliveries, another store at the other end. */
final class TroubledStore implements KvStore {

    private final List<Runnable> held = new ArrayList<>();
    private final AtomicInteger lists = new AtomicInteger();
    private boolean holding;
    private Optional<WatchFeed> feed = Optional.empty();
    private Optional<Watch> source = Optional.empty();
    private volatile KvStore store;
    private volatile Optional<KvException.Reason> lost = Optional.empty();
    private volatile Predicate<Key> losing = key -> true;
    private volatile Runnable beforeCommit = () -> {};

    TroubledStore(KvStore store) {
        this.store = store;
    }

    /** {@return how often the store was asked for more than one entry} */
    int lists() {
        return lists.get();
    }

    /** Calls fail from now on. */
    void lose(KvException.Reason reason) {
        losing = key -> true;
        lost = Optional.of(reason);
        feed.ifPresent(WatchFeed::stale);
    }

    /** Reads of one key fail from now on. */
    void lose(Key key) {
        losing = key::equals;
        lost = Optional.of(KvException.Reason.UNAVAILABLE);
    }

    /** Everything works again. */
    void find() {
        lost = Optional.empty();
        feed.ifPresent(WatchFeed::connected);
    }

    /** Has something happen between the plan of the next write and its transaction. */
    void beforeNextCommit(Runnable work) {
        beforeCommit = () -> {
            beforeCommit = () -> {};
            work.run();
        };
    }

    /** Has something happen before every transaction. */
    void beforeEveryCommit(Runnable work) {
        beforeCommit = work;
    }

    /** The watch delivers nothing until {@link #release} or {@link #relist}. */
    synchronized void hold() {
        holding = true;
    }

    /** The watch delivers what it held back. */
    synchronized void release() {
        holding = false;
        held.forEach(Runnable::run);
        held.clear();
    }

    /** The watch lists the store, as some do, and so never learns of what came and went meanwhile. */
    synchronized void relist() {
        holding = false;
        held.clear();
        feed.orElseThrow().snapshot(store.list(Keys.CONFIG));
    }

    /** The watch has lost the history and delivers the whole anew. */
    synchronized void reset() {
        feed.orElseThrow().reset(store.list(Keys.CONFIG));
    }

    /** The other end of the road is another store. */
    synchronized void replaceBy(KvStore other) {
        source.ifPresent(Watch::close);
        store = other;
        follow(feed.orElseThrow());
    }

    @Override
    public Optional<KvEntry> get(Key key) {
        look(key);
        return store.get(key);
    }

    @Override
    public KvSnapshot list(Key prefix) {
        lists.incrementAndGet();
        look(prefix);
        return store.list(prefix);
    }

    @Override
    public Transaction.Outcome commit(Transaction transaction) {
        beforeCommit.run();
        if (lost.equals(Optional.of(KvException.Reason.INDETERMINATE))) {
            store.commit(transaction);
        }
        travel(transaction.operations().get(0).key());
        return store.commit(transaction);
    }

    @Override
    public long deleteTree(Key prefix) {
        travel(prefix);
        return store.deleteTree(prefix);
    }

    @Override
    public Lease lease(Duration ttl) {
        return store.lease(ttl);
    }

    @Override
    public synchronized Watch watch(Key prefix, WatchListener listener) {
        WatchFeed fresh = new WatchFeed(prefix, listener, closed -> {});
        feed = Optional.of(fresh);
        follow(fresh);
        fresh.connected();
        return fresh;
    }

    @Override
    public void close() {
        feed.ifPresent(WatchFeed::close);
        source.ifPresent(Watch::close);
        store.close();
    }

    private void follow(WatchFeed target) {
        source = Optional.of(store.watch(target.prefix(), new WatchListener() {
            @Override
            public void onSnapshot(KvSnapshot snapshot) {
                deliver(() -> target.reset(snapshot));
            }

            @Override
            public void onChanges(List<KvChange> changes) {
                deliver(() -> target.changes(changes));
            }
        }));
    }

    private synchronized void deliver(Runnable delivery) {
        if (holding) {
            held.add(delivery);
        } else {
            delivery.run();
        }
    }

    /** Only a write may have happened or not. */
    private void look(Key key) {
        if (!lost.equals(Optional.of(KvException.Reason.INDETERMINATE))) {
            travel(key);
        }
    }

    private void travel(Key key) {
        lost.filter(reason -> losing.test(key)).ifPresent(reason -> {
            throw new KvException(reason, "no answer in 5 s");
        });
    }
}
