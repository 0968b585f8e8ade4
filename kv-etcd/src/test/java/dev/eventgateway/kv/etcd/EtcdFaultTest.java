package dev.eventgateway.kv.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Watch.State;
import dev.eventgateway.kv.contract.TcpProxy;
import dev.eventgateway.kv.contract.WatchRecorder;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.options.CompactOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a store and its watches do when the line or the server fails: nothing that was written is lost or shown wrong. */
class EtcdFaultTest extends ProxiedEtcd {

    private static final Logger LOG = LoggerFactory.getLogger(EtcdFaultTest.class);
    private static final Key WRITTEN = PREFIX.child("written");
    /** The deadline, and what two busy cores may add to it. */
    private static final Duration ALLOWED = Duration.ofSeconds(4);
    /** Writes that are acknowledged before and after a fault. */
    private static final int WRITES = 250;

    @Test
    void aConnectionThatIsCutAgainAndAgainLosesNoChange() {
        try (Ledger ledger = new Ledger(store, WRITTEN, ALLOWED)) {
            for (int round = 0; round < 3; round++) {
                ledger.awaitAcknowledged(WRITES);
                cut();
                changeDirectly(round);
                ledger.awaitFailure();
                proxy.heal();
                recorder.awaitState(State.CONNECTED);
            }
            assertNothingLost(ledger, 3);
        }
    }

    @Test
    void aLineThatGoesSilentIsNoticedAndLosesNoChange() {
        try (Ledger ledger = new Ledger(store, WRITTEN, ALLOWED)) {
            ledger.awaitAcknowledged(WRITES);
            proxy.swallow();
            ledger.awaitFailure();
            changeDirectly(0);
            recorder.awaitState(State.STALE);
            changeDirectly(1);
            proxy.heal();
            recorder.awaitState(State.CONNECTED);
            assertNothingLost(ledger, 1);
        }
    }

    @Test
    void anIdleLineThatGoesSilentIsNoticed() {
        proxy.swallow();
        recorder.awaitState(State.STALE);
        changeDirectly(0);
        proxy.heal();

        recorder.awaitState(State.CONNECTED);
        recorder.awaitEqualTo(direct, PREFIX);
        assertThat(recorder.resets()).isZero();
    }

    @Test
    void anIdleWatchStaysConnected() {
        Duration severalSilences = Duration.ofSeconds(4);

        await().during(severalSilences)
                .atMost(WatchRecorder.PATIENCE)
                .until(() -> recorder.states().equals(List.of(State.CONNECTED)));
    }

    @Test
    void aServerThatIsKilledAndRestartsWithItsDataLosesNothing() {
        try (Ledger ledger = new Ledger(store, WRITTEN, ALLOWED)) {
            for (int round = 0; round < 2; round++) {
                ledger.awaitAcknowledged(WRITES);
                server.kill();
                recorder.awaitState(State.STALE);
                ledger.awaitFailure();
                server.start();
                recorder.awaitState(State.CONNECTED);
                changeDirectly(round);
            }
            assertNothingLost(ledger, 2);
        }
    }

    @Test
    void aServerThatPausesForLongerThanAllTimeoutsLosesNothing() {
        try (Ledger ledger = new Ledger(store, WRITTEN, ALLOWED)) {
            ledger.awaitAcknowledged(WRITES);
            server.pause();
            recorder.awaitState(State.STALE);
            ledger.awaitFailure();
            ledger.awaitFailure();
            server.resume();
            recorder.awaitState(State.CONNECTED);
            changeDirectly(0);
            assertNothingLost(ledger, 1);
        }
    }

    @Test
    void aHistoryThatIsCompactedDuringACutLosesNoState() {
        try (Ledger ledger = new Ledger(store, WRITTEN, ALLOWED)) {
            ledger.awaitAcknowledged(WRITES);
            cut();
            IntStream.range(0, WRITES).forEach(this::changeDirectly);
            compact(direct.list(PREFIX).revision());
            proxy.heal();
            recorder.awaitState(State.CONNECTED);
            assertNothingLost(ledger, 1);
        }
    }

    @Test
    void aServerThatIsNotThereNeverDeliversAnEmptyTree() {
        try (TcpProxy line = new TcpProxy(server.port())) {
            line.swallow();
            try (KvStore early = KvStores.open("etcd://" + line.address() + "/faults?timeout=1s")) {
                WatchRecorder waiting = new WatchRecorder();
                early.watch(PREFIX, waiting);
                assertFails(Reason.UNAVAILABLE, () -> early.get(PREFIX));
                assertFails(Reason.UNAVAILABLE, () -> early.list(PREFIX));
                line.cut();
                assertFails(Reason.UNAVAILABLE, () -> put(early, "config/early"));
                assertThat(waiting.snapshots()).isZero();

                line.heal();
                waiting.awaitEqualTo(direct, PREFIX);
                assertThat(waiting.smallest()).isEqualTo(LASTING);
            }
        }
    }

    @Test
    void aWriteThatIsNotAnsweredIsIndeterminate() {
        server.pause();

        assertFails(Reason.INDETERMINATE, () -> put(store, "config/perhaps"));
        recorder.awaitState(State.STALE);
        server.resume();
        recorder.awaitState(State.CONNECTED);
        recorder.awaitEqualTo(direct, PREFIX);
    }

    @Test
    void aWriteWithoutAConnectionIsUnavailableAndNeverHappens() {
        cut();

        assertFails(Reason.UNAVAILABLE, () -> put(store, "config/never"));
        assertFails(Reason.UNAVAILABLE, () -> store.deleteTree(PREFIX));
        proxy.heal();
        recorder.awaitState(State.CONNECTED);
        put(store, "config/later");

        recorder.awaitText(Key.of("config/later"), "config/later");
        assertThat(recorder.entries()).hasSize(LASTING + 1);
        recorder.awaitEqualTo(direct, PREFIX);
    }

    @Test
    void callsOutlastAShortCut() {
        try (KvStore patient = KvStores.open("etcd://" + proxy.address() + "/faults")) {
            assertThat(patient.list(PREFIX).entries()).hasSize(LASTING);
            cut();
            Thread healer = new Thread(proxy::heal, "healer");
            healer.start();

            assertThat(patient.list(PREFIX).entries()).hasSize(LASTING);
            put(patient, "config/put");
            assertThat(direct.exists(Key.of("config/put"))).isTrue();
        }
    }

    @Test
    void oneConnectionServesAStoreHoweverOftenItWasCut() {
        for (int round = 0; round < 3; round++) {
            cut();
            proxy.heal();
            recorder.awaitState(State.CONNECTED);
        }
        for (int i = 0; i < 20; i++) {
            WatchRecorder another = new WatchRecorder();
            store.watch(PREFIX, another);
            another.awaitState(State.CONNECTED);
        }
        put(store, "config/put");

        await().atMost(WatchRecorder.PATIENCE).until(() -> proxy.connections() == 1);
    }

    private void compact(long revision) {
        try (Client client =
                Client.builder().endpoints("http://" + server.address()).build()) {
            CompactOption physical =
                    CompactOption.builder().withCompactPhysical(true).build();
            client.getKVClient().compact(revision, physical).join();
        }
    }

    /** Creates, overwrites and deletes past the proxy. */
    private void changeDirectly(int round) {
        put(direct, "config/direct/created-" + round);
        put(direct, "config/direct/overwritten");
        put(direct, "config/direct/deleted");
        direct.delete(Key.of("config/direct/deleted"));
        direct.delete(Key.of("config/direct/created-" + (round - 1)));
    }

    private void assertNothingLost(Ledger ledger, int faults) {
        ledger.awaitAcknowledged(WRITES);
        ledger.end();
        recorder.awaitEqualTo(direct, PREFIX);
        ledger.assertHolds(direct.list(PREFIX).entries());
        LOG.info("{}, delivered {}, resets {}", ledger, recorder.changes(), recorder.resets());
        assertThat(recorder.states())
                .filteredOn(state -> state == State.STALE)
                .as("the fault was felt")
                .hasSizeGreaterThanOrEqualTo(faults);
        assertThat(recorder.smallest()).as("no false empty").isGreaterThanOrEqualTo(LASTING);
        assertThat(recorder.resets()).isZero();
    }

    private static void assertFails(Reason reason, Runnable call) {
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(call::run)
                .extracting(KvException::reason)
                .isEqualTo(reason);
    }
}
