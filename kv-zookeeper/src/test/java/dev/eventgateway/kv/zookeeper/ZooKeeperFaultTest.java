package dev.eventgateway.kv.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a store and its watches do when the line or the server fails. One store goes through a proxy, a second one past
 * it: what the first one's watch shows in the end is what the second one lists.
 */
class ZooKeeperFaultTest {

    private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperFaultTest.class);
    private static final Key PREFIX = Key.of("config");
    private static final Key WRITTEN = PREFIX.child("written");
    private static final String OPTIONS = "?timeout=1s&sessionTimeout=2s";
    /** The deadline, and what two busy cores may add to it. */
    private static final Duration ALLOWED = Duration.ofSeconds(3);
    /** Entries that nobody changes. */
    private static final int LASTING = 20;

    @TempDir
    Path data;

    private ZooKeeperTestServer server;
    private TcpProxy proxy;
    private KvStore store;
    private KvStore direct;
    private WatchRecorder recorder;

    @BeforeEach
    void watchThroughAProxy() {
        server = ZooKeeperTestServer.start(data.resolve("server"));
        proxy = new TcpProxy(server.port());
        direct = openDirect();
        IntStream.range(0, LASTING).forEach(i -> put(direct, "config/lasting/" + i));
        store = KvStores.open("zk://" + proxy.address() + "/faults" + OPTIONS);
        recorder = new WatchRecorder();
        store.watch(PREFIX, recorder);
        recorder.awaitState(State.CONNECTED);
    }

    @AfterEach
    void closeAll() {
        store.close();
        direct.close();
        proxy.close();
        server.close();
    }

    @Test
    void aConnectionThatIsCutAgainAndAgainLosesNoChange() {
        try (Ledger ledger = new Ledger(store, WRITTEN, ALLOWED)) {
            for (int round = 0; round < 3; round++) {
                ledger.awaitAcknowledged(50);
                proxy.cut();
                recorder.awaitState(State.STALE);
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
            ledger.awaitAcknowledged(50);
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
    void aSessionThatExpiredIsReplacedAndLosesNoChange() {
        try (Ledger ledger = new Ledger(store, WRITTEN, ALLOWED)) {
            for (int round = 0; round < 2; round++) {
                ledger.awaitAcknowledged(50);
                Set<Long> before = server.sessions();
                proxy.cut();
                recorder.awaitState(State.STALE);
                server.expireSessions();
                changeDirectly(round);
                proxy.heal();
                recorder.awaitState(State.CONNECTED);
                ledger.awaitAcknowledged(1);
                assertThat(server.sessions()).isNotEmpty().doesNotContainAnyElementsOf(before);
            }
            assertNothingLost(ledger, 2);
        }
    }

    @Test
    void aSessionThatTheServerEndsOnALiveConnectionIsReplaced() {
        try (Ledger ledger = new Ledger(store, WRITTEN, ALLOWED)) {
            ledger.awaitAcknowledged(50);
            server.expireSessions();
            await().atMost(WatchRecorder.PATIENCE).until(() -> recorder.states().contains(State.STALE));
            recorder.awaitState(State.CONNECTED);
            changeDirectly(0);
            assertNothingLost(ledger, 1);
        }
    }

    @Test
    void aServerThatRestartsWithItsDataLosesNothing() {
        try (Ledger ledger = new Ledger(store, WRITTEN, ALLOWED)) {
            for (int round = 0; round < 2; round++) {
                ledger.awaitAcknowledged(50);
                server.stop();
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
    void aServerThatWasWipedAndHasDoneLessIsShownAsItIs() {
        IntStream.range(0, 200).forEach(i -> put(direct, "config/old/" + i % 50));
        wipeBehindTheProxy();
        put(direct, "config/new/1");
        put(direct, "config/new/2");

        proxy.heal();

        assertReset(2);
    }

    @Test
    void aServerThatWasWipedAndHasDoneMoreIsShownAsItIs() {
        long before = direct.list(PREFIX).revision();
        wipeBehindTheProxy();
        IntStream.range(0, 300).forEach(i -> put(direct, "config/new/" + i % 7));
        assertThat(direct.list(PREFIX).revision()).isGreaterThan(before);

        proxy.heal();

        assertReset(7);
    }

    @Test
    void aServerThatWasWipedAndIsEmptyIsShownEmptyAndThenAsItFills() {
        wipeBehindTheProxy();
        proxy.heal();
        recorder.awaitEntries(List.of());
        assertThat(recorder.resets()).isEqualTo(1);

        put(store, "config/first");
        recorder.awaitText(Key.of("config/first"), "config/first");
        recorder.awaitEqualTo(direct, PREFIX);
    }

    @Test
    void aServerThatIsNotThereNeverDeliversAnEmptyTree() {
        try (TcpProxy line = new TcpProxy(server.port())) {
            line.swallow();
            try (KvStore early = KvStores.open("zk://" + line.address() + "/faults" + OPTIONS)) {
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
    void aWriteThatWasCutOffIsIndeterminate() {
        try (Ledger ledger = new Ledger(store, WRITTEN, ALLOWED)) {
            while (ledger.failed(Reason.INDETERMINATE) == 0) {
                ledger.awaitAcknowledged(10);
                proxy.cut();
                recorder.awaitState(State.STALE);
                proxy.heal();
                recorder.awaitState(State.CONNECTED);
            }
            assertNothingLost(ledger, 1);
        }
    }

    @Test
    void aWriteWithoutAConnectionIsUnavailableAndNeverHappens() {
        proxy.cut();
        recorder.awaitState(State.STALE);

        assertFails(Reason.UNAVAILABLE, () -> put(store, "config/never"));
        proxy.heal();
        recorder.awaitState(State.CONNECTED);
        put(store, "config/later");

        assertThat(direct.exists(Key.of("config/never"))).isFalse();
        recorder.awaitText(Key.of("config/later"), "config/later");
    }

    @Test
    void aReadOutlastsAShortCut() {
        proxy.cut();
        recorder.awaitState(State.STALE);
        proxy.heal();

        try (KvStore patient = KvStores.open("zk://" + proxy.address() + "/faults?sessionTimeout=2s")) {
            assertThat(patient.list(PREFIX).entries()).hasSize(LASTING);
            proxy.cut();
            proxy.heal();
            assertThat(patient.list(PREFIX).entries()).hasSize(LASTING);
        }
    }

    private KvStore openDirect() {
        return KvStores.open("zk://" + server.address() + "/faults?sessionTimeout=4s");
    }

    private static void put(KvStore where, String key) {
        where.put(Key.of(key), key.getBytes(UTF_8));
    }

    /** Creates, overwrites and deletes past the proxy. */
    private void changeDirectly(int round) {
        put(direct, "config/direct/created-" + round);
        put(direct, "config/direct/overwritten");
        put(direct, "config/direct/deleted");
        direct.delete(Key.of("config/direct/deleted"));
        direct.delete(Key.of("config/direct/created-" + (round - 1)));
    }

    private void wipeBehindTheProxy() {
        proxy.cut();
        recorder.awaitState(State.STALE);
        direct.close();
        server.stop();
        server.wipe();
        server.start();
        direct = openDirect();
    }

    private void assertNothingLost(Ledger ledger, int faults) {
        ledger.stop();
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

    private void assertReset(int entries) {
        recorder.awaitEqualTo(direct, PREFIX);
        recorder.awaitState(State.CONNECTED);
        assertThat(recorder.resets()).isEqualTo(1);
        assertThat(recorder.smallest()).as("no false empty").isEqualTo(entries);
        put(direct, "config/after");
        recorder.awaitText(Key.of("config/after"), "config/after");
    }

    private static void assertFails(Reason reason, Runnable call) {
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(call::run)
                .extracting(KvException::reason)
                .isEqualTo(reason);
    }
}
