package dev.eventgateway.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Waiting for a lock on a store whose watch skips what comes and goes, which every store may do. */
class LockRequestTest {

    private static final Key KEY = Key.of("lock");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void aReleaseThatTheWatchSkipsIsNotMissed() {
        try (SkippingStore store = new SkippingStore(3)) {
            Lease lease = store.lease(Duration.ofSeconds(10));

            assertThat(store.lock(KEY, lease, PATIENCE)).isPresent();
            assertThat(store.turns).isZero();
        }
    }

    @Test
    void whoWaitsInVainWaitsNoLongerThanHeWants() {
        try (SkippingStore store = new SkippingStore(Integer.MAX_VALUE)) {
            Lease lease = store.lease(Duration.ofSeconds(10));

            assertThat(store.lock(KEY, lease, Duration.ofMillis(300))).isEmpty();
        }
    }

    /** On which somebody has the lock whenever it is tried to take, a number of times; and no watch tells of any. */
    private static final class SkippingStore implements KvStore {

        private final KvStore store = KvStore.inMemory();
        private int turns;

        SkippingStore(int turns) {
            this.turns = turns;
        }

        @Override
        public Transaction.Outcome commit(Transaction transaction) {
            if (turns == 0) {
                return store.commit(transaction);
            }
            turns--;
            store.put(KEY, new byte[1]);
            try {
                return store.commit(transaction);
            } finally {
                store.delete(KEY);
            }
        }

        @Override
        public Watch watch(Key prefix, WatchListener listener) {
            return store.watch(Key.of("elsewhere"), listener);
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
}
