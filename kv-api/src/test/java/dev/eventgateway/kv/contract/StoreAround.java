package dev.eventgateway.kv.contract;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Lease;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.kv.WatchListener;
import java.time.Duration;
import java.util.Optional;

/** A store of which a test changes what it wants to have otherwise; another store answers. */
public abstract class StoreAround implements KvStore {

    /** The one that answers. */
    protected final KvStore store;

    /** Around a store in memory. */
    protected StoreAround() {
        this(KvStore.inMemory());
    }

    /** Around {@code store}, which is closed with this one. */
    protected StoreAround(KvStore store) {
        this.store = store;
    }

    @Override
    public Transaction.Outcome commit(Transaction transaction) {
        return store.commit(transaction);
    }

    @Override
    public Watch watch(Key prefix, WatchListener listener) {
        return store.watch(prefix, listener);
    }

    @Override
    public Optional<KvEntry> get(Key key) {
        return store.get(key);
    }

    @Override
    public KvSnapshot list(Key prefix) {
        return store.list(prefix);
    }

    @Override
    public long deleteTree(Key prefix) {
        return store.deleteTree(prefix);
    }

    @Override
    public Lease lease(Duration ttl) {
        return store.lease(ttl);
    }

    @Override
    public void close() {
        store.close();
    }
}
