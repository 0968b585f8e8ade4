package dev.eventgateway.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.contract.StoreAround;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Taking a lock on a store whose watch skips what comes and goes, and on one that does not answer. */
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

    @Test
    void aLockThatMayBeTakenIsNeverCalledUnavailable() {
        try (FailingStore store = new FailingStore(Reason.INDETERMINATE, true)) {
            store.unreadable = true;
            Lease lease = store.lease(Duration.ofSeconds(10));

            assertIndeterminate(store, lease, Duration.ZERO, Reason.UNAVAILABLE);
            store.unreadable = false;
            assertThat(store.exists(KEY)).isTrue();
        }
    }

    @Test
    void aTryThatFailsWhileAnEarlierOneIsUnansweredDoesNotHideIt() {
        for (Reason later : new Reason[] {Reason.UNAVAILABLE, Reason.DENIED, Reason.CLOSED, Reason.LEASE_LOST}) {
            try (FailingStore store = new FailingStore(Reason.INDETERMINATE, false)) {
                store.later = later;
                Lease lease = store.lease(Duration.ofSeconds(10));

                assertIndeterminate(store, lease, PATIENCE, later);
            }
        }
    }

    private static void assertIndeterminate(KvStore store, Lease lease, Duration patience, Reason suppressed) {
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> store.lock(KEY, lease, patience))
                .satisfies(failed -> assertThat(failed.reason()).isEqualTo(Reason.INDETERMINATE))
                .satisfies(failed -> assertThat(failed.getSuppressed())
                        .singleElement()
                        .isInstanceOfSatisfying(
                                KvException.class,
                                late -> assertThat(late.reason()).isEqualTo(suppressed)));
    }

    /** On which somebody has the lock whenever it is tried to take, a number of times; and no watch tells of any. */
    private static final class SkippingStore extends StoreAround {

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
    }

    /** Which answers no commit. */
    private static final class FailingStore extends StoreAround {

        private final Reason first;
        private final boolean done;
        private Reason later = Reason.UNAVAILABLE;
        private boolean unreadable;
        private int commits;

        /** @param done whether it carries out what it does not answer */
        FailingStore(Reason first, boolean done) {
            this.first = first;
            this.done = done;
        }

        @Override
        public Transaction.Outcome commit(Transaction transaction) {
            if (done) {
                store.commit(transaction);
            }
            throw new KvException(commits++ == 0 ? first : later, "no answer");
        }

        @Override
        public Optional<KvEntry> get(Key key) {
            if (unreadable) {
                throw new KvException(Reason.UNAVAILABLE, "no answer");
            }
            return store.get(key);
        }
    }
}
