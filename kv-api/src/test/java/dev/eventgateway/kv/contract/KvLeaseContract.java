package dev.eventgateway.kv.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvLimits;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Lease;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Leases: entries that last as long as somebody is there, and not a moment less. */
public abstract class KvLeaseContract extends KvStoreContract {

    /** What is asked for: less than what most stores grant. */
    static final Duration TTL = Duration.ofMillis(300);

    private static final Key KEY = Key.of("l/key");

    @Test
    void putTtl() {
        KvStore owner = another();
        WatchRecorder recorder = record("l");
        Lease lease = owner.lease(TTL);
        owner.put(Key.of("l/first"), utf8("1"), lease);
        owner.put(Key.of("l/second"), utf8("2"), lease);
        recorder.awaitEqualTo(store, Key.of("l"));
        assertThat(tree("l")).isEqualTo("l/first=1 l/second=2");

        owner.close();

        assertThat(lease.held()).isFalse();
        recorder.awaitGone(Key.of("l/first"));
        recorder.awaitGone(Key.of("l/second"));
        assertThat(tree("l")).isEmpty();
        assertThat(recorder.resets()).isZero();
    }

    @Test
    void theTimeIsNoShorterThanWhatWasAskedFor() {
        for (Duration asked : List.of(Duration.ofMillis(1), TTL, Duration.ofMillis(2_500))) {
            try (Lease lease = store.lease(asked)) {
                assertThat(lease.ttl()).isGreaterThanOrEqualTo(asked);
                // One of a millisecond may be over before anybody can look.
                assertThat(lease.held() || lease.ttl().compareTo(TTL) < 0).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 3_600_001})
    void whatIsNoTimeForALeaseIsRefused(long millis) {
        assertFails(Reason.INVALID, () -> store.lease(Duration.ofMillis(millis)));
    }

    @Test
    void aLeaseIsKeptAliveForLongerThanItsTime() {
        try (Lease lease = store.lease(TTL)) {
            store.put(KEY, utf8("1"), lease);
            Duration severalTimes = lease.ttl().multipliedBy(5).dividedBy(2);

            await().during(severalTimes)
                    .atMost(severalTimes.plus(WatchRecorder.PATIENCE))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> lease.held() && store.exists(KEY));
        }
    }

    @Test
    void aLeaseThatIsClosedRemovesItsEntriesAndNoOthers() {
        put("l/plain", "1");
        Lease other = store.lease(TTL);
        store.put(Key.of("l/other"), utf8("2"), other);
        AtomicInteger lost = new AtomicInteger();
        Lease lease = store.lease(TTL);
        lease.onLost(lost::incrementAndGet);
        store.put(KEY, utf8("3"), lease);
        store.put(Key.of("l/key/below"), utf8("4"), lease);
        WatchRecorder recorder = record("l");

        lease.close();
        lease.close();

        assertThat(lease.held()).isFalse();
        assertThat(tree("l")).isEqualTo("l/other=2 l/plain=1");
        recorder.awaitEqualTo(store, Key.of("l"));
        assertThat(recorder.resets()).isZero();
        assertThat(other.held()).isTrue();
        assertThat(lost).hasValue(0);
    }

    @Test
    void anEntryOfALeaseIsAnEntryLikeAnyOther() {
        Lease lease = store.lease(TTL);
        WatchRecorder recorder = record("l");
        long first = store.put(KEY, utf8("1"), lease);
        assertThat(store.get(KEY)).contains(new KvEntry(KEY, utf8("1"), first));
        assertThat(store.list(Key.of("l")).entries()).containsExactly(new KvEntry(KEY, utf8("1"), first));
        recorder.awaitText(KEY, "1");

        long second = store.put(KEY, utf8(""), lease);
        assertThat(second).isGreaterThan(first);
        recorder.awaitText(KEY, "");
        assertThat(store.compareAndDelete(KEY, first)).isFalse();
        assertThat(store.compareAndDelete(KEY, second)).isTrue();
        recorder.awaitGone(KEY);
        store.put(KEY, utf8("2"), lease);
        assertThat(store.deleteTree(Key.of("l"))).isEqualTo(1);
        assertThat(tree("l")).isEmpty();
    }

    @Test
    void aPutWithoutTheLeaseTakesTheEntryOutOfIt() {
        Lease lease = store.lease(TTL);
        store.put(KEY, utf8("1"), lease);
        long revision = put("l/key", "2");
        store.put(Key.of("l/again"), utf8("1"), lease);
        store.delete(Key.of("l/again"));
        put("l/again", "3");
        assertThat(store.get(KEY)).contains(new KvEntry(KEY, utf8("2"), revision));

        lease.close();

        assertThat(tree("l")).isEqualTo("l/again=3 l/key=2");
        assertThat(store.compareAndPut(KEY, utf8("4"), revision)).isPresent();
    }

    @Test
    void aPutWithALeaseTakesAPlainEntryIntoIt() {
        put("l/key", "1");
        put("l/key/below", "below");
        Lease lease = store.lease(TTL);
        store.put(KEY, utf8("2"), lease);
        assertThat(text("l/key")).contains("2");

        lease.close();

        assertThat(tree("l")).isEqualTo("l/key/below=below");
    }

    @Test
    void aPutWithAnotherLeaseMovesTheEntryToThat() {
        Lease first = store.lease(TTL);
        Lease second = another().lease(TTL);
        KvStore other = another();
        Lease third = other.lease(TTL);
        store.put(KEY, utf8("1"), first);
        other.put(KEY, utf8("3"), third);
        first.close();
        second.close();
        assertThat(text("l/key")).contains("3");

        third.close();

        assertThat(tree("l")).isEmpty();
    }

    @Test
    void aTransactionWithALeaseIsAllOrNothing() {
        Lease lease = store.lease(TTL);
        put("l/there", "1");
        Operation leased = Operation.put(KEY, utf8("2"), lease);

        assertThat(store.commit(Transaction.when(Guard.absent(Key.of("l/there")))
                        .then(leased, Operation.put(Key.of("l/plain"), utf8("x")))))
                .isEqualTo(new Transaction.Refused(Guard.absent(Key.of("l/there"))));
        assertThat(tree("l")).isEqualTo("l/there=1");
        long revision = store.commit(Transaction.when(Guard.absent(KEY), Guard.exists(Key.of("l/there")))
                        .then(leased, Operation.put(Key.of("l/plain"), utf8("3")), Operation.delete(Key.of("l/there"))))
                .revision()
                .orElseThrow();
        assertThat(store.list(Key.of("l")).entries())
                .containsExactly(
                        new KvEntry(KEY, utf8("2"), revision), new KvEntry(Key.of("l/plain"), utf8("3"), revision));
        assertThat(store.commit(Transaction.when(Guard.absent(KEY)).then(leased))
                        .committed())
                .isFalse();

        lease.close();
        assertThat(tree("l")).isEqualTo("l/plain=3");
    }

    @Test
    void aPutWithALeaseThatIsOverIsRefusedAndChangesNothing() {
        Lease lease = store.lease(TTL);
        lease.close();

        assertFails(Reason.LEASE_LOST, () -> store.put(KEY, utf8("1"), lease));
        assertFails(
                Reason.LEASE_LOST,
                () -> store.commit(Transaction.of(
                        Operation.put(Key.of("l/plain"), utf8("1")), Operation.put(KEY, utf8("1"), lease))));
        assertThat(tree("l")).isEmpty();
    }

    @Test
    void theLeaseOfAnotherStoreIsRefused() {
        try (KvStore foreign = KvStore.inMemory()) {
            Lease lease = foreign.lease(TTL);
            Lease neighbour = another().lease(TTL);

            assertFails(Reason.INVALID, () -> store.put(KEY, utf8("1"), lease));
            assertFails(Reason.INVALID, () -> store.put(KEY, utf8("1"), neighbour));
            assertThat(tree("l")).isEmpty();
        }
    }

    @Test
    void severalLeasesInOneTransactionAreRefused() {
        Lease one = store.lease(TTL);
        Lease two = store.lease(TTL);

        assertFails(
                Reason.INVALID,
                () -> Transaction.of(
                        Operation.put(KEY, utf8("1"), one), Operation.put(Key.of("l/other"), utf8("2"), two)));
    }

    @Test
    void asManyPutsWithALeaseAsAreAllowedFit() {
        Lease lease = store.lease(TTL);
        int most = KvLimits.MAX_TRANSACTION_STEPS / 2;

        store.commit(Transaction.of(leasedPuts(most, lease)));

        assertThat(store.list(Key.of("l")).entries()).hasSize(most);
        assertFails(Reason.TOO_LARGE, () -> Transaction.of(leasedPuts(most + 1, lease)));
    }

    @Test
    void aRevisionDoesNotMatchAgainWhenALeaseEndedInBetween() {
        for (int round = 0; round < 5; round++) {
            Lease lease = store.lease(TTL);
            long old = store.put(KEY, utf8("same"), lease);
            lease.close();
            put("l/key", "same");
            assertThat(store.compareAndPut(KEY, utf8("wrong"), old)).isEmpty();
            Lease next = store.lease(TTL);
            long plain = store.get(KEY).orElseThrow().revision();
            store.put(KEY, utf8("same"), next);

            assertThat(store.compareAndPut(KEY, utf8("wrong"), plain)).isEmpty();
            assertThat(store.compareAndDelete(KEY, old)).isFalse();
            next.close();
        }
    }

    @Test
    void aWatchThatIsOpenedAfterALeaseEndedBeginsBelowWhatFollows() {
        Lease lease = store.lease(TTL);
        store.put(KEY, utf8("1"), lease);
        lease.close();
        KvStore later = another();
        long ended = later.list(Key.of("l")).revision();

        assertThat(put("l/next", "2")).isGreaterThan(ended);
        assertThat(later.list(Key.of("l")).revision()).isGreaterThan(ended);
    }

    @Test
    void everyPutToAnEntryThatChangesSidesIsKeptOrRefused() throws Exception {
        Lease lease = store.lease(TTL);
        AtomicInteger turn = new AtomicInteger();
        inParallel(4, thread -> {
            for (int i = 0; i < 20; i++) {
                switch (thread) {
                    case 0 -> store.put(KEY, utf8("leased"), lease);
                    case 1 -> store.delete(KEY);
                    default -> store.put(KEY, utf8("plain-" + turn.incrementAndGet()));
                }
            }
        });
        put("l/key", "last");
        lease.close();

        assertThat(tree("l")).isEqualTo("l/key=last");
    }

    private static Operation[] leasedPuts(int count, Lease lease) {
        return IntStream.range(0, count)
                .mapToObj(i -> Operation.put(Key.of("l/" + i), utf8("v"), lease))
                .toArray(Operation[]::new);
    }
}
