package dev.eventgateway.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.contract.StoreAround;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Releasing a lock on a store that does not answer. */
class LockTest {

    private static final Key KEY = Key.of("lock");

    private final MuteStore store = new MuteStore();
    private Lock lock;

    @BeforeEach
    void take() {
        Lease lease = store.lease(Duration.ofSeconds(10));
        lock = store.lock(KEY, lease, Duration.ZERO).orElseThrow();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aLockWhoseReleaseGotNoAnswerIsNotHeld() {
        store.mute = true;
        store.carriesOut = true;

        assertIndeterminate();

        assertThat(lock.held()).isFalse();
        assertThat(store.lock(KEY, store.lease(Duration.ofSeconds(10)), Duration.ZERO))
                .as("of another")
                .isPresent();
    }

    @Test
    void aReleaseThatFailedIsTriedAgain() {
        store.mute = true;
        assertIndeterminate();
        assertThat(lock.held()).isFalse();
        assertThat(store.exists(KEY)).isTrue();

        lock.close();

        assertThat(store.exists(KEY)).isFalse();
        lock.close();
        assertThat(lock.held()).isFalse();
    }

    private void assertIndeterminate() {
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(lock::close)
                .extracting(KvException::reason)
                .isEqualTo(Reason.INDETERMINATE);
    }

    /** Which does not answer the next commit. */
    private static final class MuteStore extends StoreAround {

        private boolean mute;
        private boolean carriesOut;

        @Override
        public Transaction.Outcome commit(Transaction transaction) {
            if (!mute || carriesOut) {
                Transaction.Outcome outcome = store.commit(transaction);
                if (!mute) {
                    return outcome;
                }
            }
            mute = false;
            throw new KvException(Reason.INDETERMINATE, "no answer");
        }
    }
}
