package dev.eventgateway.kv.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Lease;
import dev.eventgateway.kv.Lock;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.Watch;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Leases and locks whose line or server fails: the holder knows first, and nobody is taken for dead too early. */
@Tag("fault")
public abstract class KvLeaseFaultContract extends FaultyStore {

    /** Longer than a server on a busy machine takes to start again. */
    private static final Duration LONG = Duration.ofSeconds(20);

    private static final Key KEY = PREFIX.child("leased");

    /** {@return the shortest time that is worth asking the server for} */
    protected abstract Duration shortest();

    @Test
    @Tag("lease")
    void aLeaseThatCannotBeRenewedIsLostToItsHolderBeforeItsEntriesGo() {
        WatchRecorder outside = watched(direct);
        int rounds = Soak.rounds(1);
        try (Ledger ledger = ledger()) {
            for (int round = 0; round < rounds; round++) {
                ledger.awaitAcknowledged(WRITES);
                losesALease(outside);
            }
            assertNothingLost("lease", ledger, rounds);
        }
        outside.awaitEqualTo(direct, PREFIX);
        assertThat(outside.resets()).isZero();
    }

    @Test
    @Tag("lease")
    void aLeaseThatEndsWhileAWatchIsAwayIsSeenAsADelete() {
        Lease ending = direct.lease(shortest());
        direct.put(KEY, utf8("1"), ending);
        recorder.awaitText(KEY, "1");
        cut();
        ending.close();
        await().atMost(WatchRecorder.PATIENCE).until(() -> !direct.exists(KEY));
        heal();

        recorder.awaitGone(KEY);
        cut();
        heal();
        recorder.awaitEqualTo(direct, PREFIX);
        assertThat(recorder.resets()).isZero();
        put(direct, "config/after");
        recorder.awaitText(Key.of("config/after"), "config/after");
    }

    @Test
    @Tag("lease")
    void aLeaseOutlastsACutThatIsShorterThanItsTime() {
        Lease lease = store.lease(LONG);
        store.put(KEY, utf8("1"), lease);
        for (int round = 0; round < 3; round++) {
            cut();
            heal();
        }
        Duration longer = lease.ttl().plus(lease.ttl().dividedBy(4));

        await().during(longer)
                .atMost(longer.plus(WatchRecorder.PATIENCE))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> lease.held() && direct.exists(KEY));
        store.put(KEY, utf8("2"), lease);
        lease.close();
        assertThat(direct.exists(KEY)).isFalse();
    }

    @Test
    @Tag("lease")
    void aLeaseOutlastsAServerThatIsKilledAndRestarts() {
        Lease lease = store.lease(LONG);
        store.put(KEY, utf8("1"), lease);
        server.kill();
        server.start();
        Duration longer = lease.ttl().plus(lease.ttl().dividedBy(4));

        await().during(longer)
                .atMost(longer.plus(WatchRecorder.PATIENCE))
                .ignoreExceptions()
                .pollInterval(Duration.ofMillis(200))
                .until(() -> lease.held() && direct.exists(KEY));
        lease.close();
        await().atMost(WatchRecorder.PATIENCE).until(() -> !direct.exists(KEY));
    }

    @Test
    @Tag("lease")
    void aLockWhoseHolderIsCutOffGoesToTheNextAndWhatTheOldOneGuardedIsRefused() {
        Lock first = store.lock(KEY, store.lease(shortest()), Duration.ZERO).orElseThrow();
        Lease other = direct.lease(LONG);
        CompletableFuture<Optional<Lock>> waiting = CompletableFuture.supplyAsync(
                () -> direct.lock(KEY, other, WatchRecorder.PATIENCE), task -> new Thread(task, "beside").start());
        cut();

        Lock second = waiting.join().orElseThrow();

        assertThat(first.held()).isFalse();
        assertThat(second.held()).isTrue();
        assertThat(second.fence()).isGreaterThan(first.fence());
        heal();
        assertThat(store.commit(Transaction.when(first.guard()).then(Operation.put(KEY.child("data"), utf8("late")))))
                .isEqualTo(new Transaction.Refused(first.guard()));
        first.close();
        assertThat(direct.exists(KEY)).as("only its holder releases a lock").isTrue();
        second.close();
    }

    @Test
    @Tag("lease")
    void aServerThatPausesForLongerThanALeaseEndsItForItsHolder() {
        try (KvStore patient = open(proxy)) {
            Lease lease = patient.lease(shortest());
            patient.put(KEY, utf8("1"), lease);
            server.pause();
            await().atMost(WatchRecorder.PATIENCE).until(() -> !lease.held());
            server.resume();

            recorder.awaitGone(KEY);
            KvStoreContract.assertFails(Reason.LEASE_LOST, () -> patient.put(KEY, utf8("2"), lease));
        }
    }

    private void losesALease(WatchRecorder outside) {
        AtomicInteger lost = new AtomicInteger();
        Lease lease = store.lease(shortest());
        lease.onLost(lost::incrementAndGet);
        store.put(KEY, utf8("1"), lease);
        outside.awaitText(KEY, "1");
        AtomicBoolean heldWhenGone = new AtomicBoolean();
        EagerListener looking =
                new EagerListener(() -> heldWhenGone.compareAndSet(false, !direct.exists(KEY) && lease.held()));
        Watch watch = direct.watch(KEY, looking);
        looking.recorder().awaitText(KEY, "1");
        cut();
        outside.awaitGone(KEY);
        looking.recorder().awaitGone(KEY);

        assertThat(lease.held()).isFalse();
        assertThat(heldWhenGone).isFalse();
        await().until(() -> lost.get() == 1);
        lease.onLost(lost::incrementAndGet);
        assertThat(lost).hasValue(2);
        watch.close();
        heal();
        recorder.awaitGone(KEY);
        KvStoreContract.assertFails(Reason.LEASE_LOST, () -> store.put(KEY, utf8("2"), lease));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
