package dev.eventgateway.kv;

import java.time.Duration;
import java.util.Optional;

/** A store in memory, of which a test changes what it wants to have otherwise. */
abstract class StoreAround implements KvStore {

    final KvStore store = KvStore.inMemory();

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
