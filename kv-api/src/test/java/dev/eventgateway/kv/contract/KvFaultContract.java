package dev.eventgateway.kv.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvLimits;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.Watch.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** While three write, the line or the server fails: nothing that was acknowledged is lost or shown wrong. */
@Tag("fault")
public abstract class KvFaultContract extends FaultyStore {

    private static final int BURST = 10_000;
    private static final int BURST_KEYS = 3_000;

    @Test
    @Tag("cut")
    void aConnectionThatIsCutAgainAndAgainLosesNoChange() {
        int rounds = Soak.rounds(3);
        try (Ledger ledger = ledger()) {
            for (int round = 0; round < rounds; round++) {
                ledger.awaitAcknowledged(WRITES);
                cut();
                changeDirectly(round);
                ledger.awaitFailure();
                heal();
            }
            assertNothingLost("cut", ledger, rounds);
        }
    }

    @Test
    @Tag("half-open")
    void aLineThatGoesSilentIsNoticedAndLosesNoChange() {
        int rounds = Soak.rounds(1);
        try (Ledger ledger = ledger()) {
            for (int round = 0; round < rounds; round++) {
                ledger.awaitAcknowledged(WRITES);
                proxy.swallow();
                ledger.awaitFailure();
                changeDirectly(2 * round);
                recorder.awaitState(State.STALE);
                changeDirectly(2 * round + 1);
                heal();
            }
            assertNothingLost("half-open", ledger, rounds);
        }
    }

    @Test
    @Tag("paused")
    void aServerThatPausesForLongerThanAllTimeoutsLosesNothing() {
        int rounds = Soak.rounds(1);
        try (Ledger ledger = ledger()) {
            for (int round = 0; round < rounds; round++) {
                ledger.awaitAcknowledged(WRITES);
                server.pause();
                recorder.awaitState(State.STALE);
                ledger.awaitFailure();
                ledger.awaitFailure();
                server.resume();
                recorder.awaitState(State.CONNECTED);
                changeDirectly(round);
            }
            assertNothingLost("paused", ledger, rounds);
        }
    }

    @Test
    @Tag("killed")
    void aServerThatIsKilledAndRestartsWithItsDataLosesNothing() {
        int rounds = Soak.rounds(2);
        try (Ledger ledger = ledger()) {
            for (int round = 0; round < rounds; round++) {
                ledger.awaitAcknowledged(WRITES);
                server.kill();
                recorder.awaitState(State.STALE);
                ledger.awaitFailure();
                server.start();
                recorder.awaitState(State.CONNECTED);
                changeDirectly(round);
            }
            assertNothingLost("killed", ledger, rounds);
        }
    }

    @Test
    @Tag("blocked-listener")
    void aListenerThatBlocksHoldsUpNobodyElseAndMissesNothing() {
        int rounds = Soak.rounds(1);
        List<WatchRecorder> released = new ArrayList<>();
        try (Ledger ledger = ledger()) {
            for (int round = 0; round < rounds; round++) {
                CountDownLatch release = new CountDownLatch(1);
                EagerListener blocked = new EagerListener(() -> awaitUninterruptibly(release));
                store.watch(PREFIX, blocked);
                ledger.awaitAcknowledged(WRITES);
                cut();
                changeDirectly(round);
                heal();
                ledger.awaitAcknowledged(WRITES);
                recorder.awaitText(Key.of("config/direct/created-" + round), "config/direct/created-" + round);
                assertThat(blocked.recorder().snapshots()).as("it is blocked").isZero();
                release.countDown();
                blocked.recorder().awaitState(State.CONNECTED);
                released.add(blocked.recorder());
            }
            assertNothingLost("blocked-listener", ledger, rounds);
        }
        for (WatchRecorder late : released) {
            late.awaitEqualTo(direct, PREFIX);
            assertThat(late.smallest()).as("no false empty").isGreaterThanOrEqualTo(LASTING);
        }
    }

    @Test
    @Tag("burst")
    void tenThousandChangesDuringACutArrive() {
        int rounds = Soak.rounds(1);
        try (Ledger ledger = ledger()) {
            for (int round = 0; round < rounds; round++) {
                ledger.awaitAcknowledged(WRITES);
                cut();
                burst(round);
                heal();
                recorder.awaitText(burstKey(BURST - 1), "v" + round + "-" + (BURST - 1));
            }
            assertNothingLost("burst", ledger, rounds);
        }
        assertThat(direct.list(Key.of("config/burst")).entries()).hasSize(BURST_KEYS);
    }

    @Test
    @Tag("limits")
    void valuesAtTheLimitArriveAndLargerOnesAreRefusedBeforeTheyAreSent() {
        int rounds = Soak.rounds(1);
        byte[] largest = new byte[KvLimits.MAX_VALUE_BYTES];
        try (Ledger ledger = ledger()) {
            for (int round = 0; round < rounds; round++) {
                largest[0] = (byte) round;
                ledger.awaitAcknowledged(WRITES);
                direct.put(Key.of("config/large/before"), largest);
                cut();
                direct.put(Key.of("config/large/meanwhile"), largest);
                KvStoreContract.assertFails(
                        Reason.TOO_LARGE, () -> store.put(Key.of("config/large/over"), new byte[largest.length + 1]));
                KvStoreContract.assertFails(
                        Reason.TOO_LARGE, () -> Transaction.of(puts(KvLimits.MAX_TRANSACTION_STEPS + 1)));
                heal();
                direct.commit(Transaction.of(puts(KvLimits.MAX_TRANSACTION_STEPS)));
            }
            assertNothingLost("limits", ledger, rounds);
        }
        assertThat(recorder.entries())
                .filteredOn(entry -> entry.size() == largest.length)
                .hasSize(2);
        assertThat(direct.exists(Key.of("config/large/over"))).isFalse();
    }

    private void burst(int round) {
        int steps = KvLimits.MAX_TRANSACTION_STEPS;
        for (int i = 0; i < BURST; i += steps) {
            List<Operation> puts = IntStream.range(i, Math.min(BURST, i + steps))
                    .mapToObj(n -> Operation.put(burstKey(n), ("v" + round + "-" + n).getBytes(UTF_8)))
                    .toList();
            direct.commit(new Transaction(List.of(), puts));
        }
    }

    private static Key burstKey(int n) {
        return Key.of("config/burst/" + n % BURST_KEYS);
    }

    private static Operation[] puts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Operation.put(Key.of("config/many/" + i), new byte[4_096]))
                .toArray(Operation[]::new);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
