package dev.eventgateway.kv;

import java.util.Optional;

/** Placeholder until its own commit. */
final class InMemoryKvStore implements KvStore {
    @Override
    public Optional<KvEntry> get(Key key) {
        throw new IllegalStateException();
    }

    @Override
    public KvSnapshot list(Key prefix) {
        throw new IllegalStateException();
    }

    @Override
    public Transaction.Outcome commit(Transaction transaction) {
        throw new IllegalStateException();
    }

    @Override
    public long deleteTree(Key prefix) {
        throw new IllegalStateException();
    }

    @Override
    public Watch watch(Key prefix, WatchListener listener) {
        throw new IllegalStateException();
    }

    @Override
    public void close() {}
}
