package dev.eventgateway.kv.consul;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvLimits;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.kv.Watch.State;
import dev.eventgateway.kv.contract.TcpProxy;
import dev.eventgateway.kv.contract.WatchRecorder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a store and its watches do when the line or the server fails. One store goes through a proxy, a second one past
 * it: what the first one's watch shows in the end is what the second one lists.
 */
class ConsulFaultTest {

    private static final Logger LOG = LoggerFactory.getLogger(ConsulFaultTest.class);
    private static final Key PREFIX = Key.of("config");
    private static final Key WRITTEN = PREFIX.child("written");
    /** The deadline, and what two busy cores may add to it. */
    private static final Duration ALLOWED = Duration.ofSeconds(4);
    /** Entries that nobody changes. */
    private static final int LASTING = 20;
    /** Writes that are acknowledged before and after a fault. */
    private static final int WRITES = 250;

    @TempDir
    static Path folder;

    private static ConsulTestServer server;

    private final String place = "faults-" + UUID.randomUUID();
    private TcpProxy proxy;
    private KvStore store;
    private KvStore direct;
    private WatchRecorder recorder;

    @BeforeAll
    static void startServer() {
        server = ConsulTestServer.start(folder);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void watchThroughAProxy() {
        server.start();
        proxy = new TcpProxy(server.port());
        direct = KvStores.open("consul://" + server.address() + "/" + place);
        putLasting();
        store = KvStores.open("consul://" + proxy.address() + "/" + place + "?timeout=1s");
        recorder = new WatchRecorder();
        store.watch(PREFIX, recorder);
        recorder.awaitState(State.CONNECTED);
    }

    @AfterEach
    void closeAll() {
        store.close();
        direct.close();
        proxy.close();
        server.resume();
    }

    @Test
    void aConnectionThatIsCutAgainAndAgainLosesNoChange() {
        try (Ledger ledger = new Ledger(store, WRITTEN, ALLOWED)) {
            for (int round = 0; round < 3; round++) {
                ledger.awaitAcknowledged(WRITES);
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
            server.resume();
            recorder.awaitState(State.CONNECTED);
            changeDirectly(0);
            assertNothingLost(ledger, 1);
        }
    }

    @Test
    void tenThousandChangesDuringACutArrive() {
        proxy.cut();
        recorder.awaitState(State.STALE);
        int steps = KvLimits.MAX_TRANSACTION_STEPS;
        for (int i = 0; i < 10_000; i += steps) {
            List<Operation> puts = IntStream.range(i, i + steps)
                    .mapToObj(n -> Operation.put(Key.of("config/burst/" + n % 3_000), ("v" + n).getBytes(UTF_8)))
                    .toList();
            direct.commit(new Transaction(List.of(), puts));
        }
        proxy.heal();

        recorder.awaitEqualTo(direct, PREFIX);
        assertThat(recorder.entries()).hasSize(LASTING + 3_000);
        assertThat(recorder.resets()).isZero();
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
        for (int i = 0; direct.list(PREFIX).revision() <= before; i++) {
            put(direct, "config/new/" + i % 7);
        }
        IntStream.range(0, 7).forEach(i -> put(direct, "config/new/" + i));

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
        assertThat(recorder.resets()).isEqualTo(1);
    }

    @Test
    void aServerThatIsWipedTwiceIsResetTwice() {
        for (int round = 1; round <= 2; round++) {
            wipeBehindTheProxy();
            proxy.heal();
            recorder.awaitState(State.CONNECTED);
            for (int i = 0; i < 50; i++) {
                put(store, "config/round-" + round + "/" + i);
            }
            recorder.awaitEqualTo(direct, PREFIX);
            assertThat(recorder.resets()).isEqualTo(round);
        }
    }

    @Test
    void aServerThatIsPutBackToABackupIsShownAsItIs() {
        killBehindTheProxy();
        server.backUp();
        server.start();
        proxy.heal();
        IntStream.range(0, 100).forEach(i -> put(direct, "config/undone/" + i));
        recorder.awaitText(Key.of("config/undone/99"), "config/undone/99");
        killBehindTheProxy();
        server.restore();
        server.start();
        put(direct, "config/other");
        recorder.forgetSmallest();
        proxy.heal();

        assertReset(LASTING + 1);
    }

    @Test
    void aServerThatIsNotThereNeverDeliversAnEmptyTree() {
        try (TcpProxy line = new TcpProxy(server.port())) {
            line.swallow();
            try (KvStore early = KvStores.open("consul://" + line.address() + "/" + place + "?timeout=1s")) {
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
    void aServerThatHasJustStartedNeverDeliversAnEmptyTree() {
        server.kill();
        recorder.awaitState(State.STALE);
        WatchRecorder waiting = new WatchRecorder();
        store.watch(PREFIX, waiting);
        server.launch();

        waiting.awaitSnapshot();
        recorder.awaitState(State.CONNECTED);
        assertThat(waiting.smallest()).isEqualTo(LASTING);
        assertThat(recorder.smallest()).isEqualTo(LASTING);
        assertThat(recorder.resets()).isZero();
    }

    @Test
    void aWriteThatIsNotAnsweredIsIndeterminate() {
        put(store, "config/before");
        server.pause();

        assertFails(Reason.INDETERMINATE, () -> put(store, "config/perhaps"));
        recorder.awaitState(State.STALE);
        server.resume();
        recorder.awaitState(State.CONNECTED);
        recorder.awaitEqualTo(direct, PREFIX);
    }

    @Test
    void aWriteWithoutAServerIsUnavailableAndNeverHappens() {
        server.kill();
        recorder.awaitState(State.STALE);

        assertFails(Reason.UNAVAILABLE, () -> put(direct(Duration.ofMillis(300)), "config/never"));
        assertFails(Reason.UNAVAILABLE, () -> direct(Duration.ofMillis(300)).deleteTree(PREFIX));
        server.start();
        recorder.awaitState(State.CONNECTED);
        put(store, "config/later");

        recorder.awaitText(Key.of("config/later"), "config/later");
        assertThat(recorder.entries()).hasSize(LASTING + 1);
        recorder.awaitEqualTo(direct, PREFIX);
    }

    @Test
    void callsOutlastAShortCut() {
        try (KvStore patient = KvStores.open("consul://" + proxy.address() + "/" + place)) {
            assertThat(patient.list(PREFIX).entries()).hasSize(LASTING);
            proxy.cut();
            recorder.awaitState(State.STALE);
            Thread healer = new Thread(proxy::heal, "healer");
            healer.start();

            assertThat(patient.list(PREFIX).entries()).hasSize(LASTING);
        }
    }

    @Test
    void connectionsEndWithWhatUsesThem() {
        for (int round = 0; round < 3; round++) {
            proxy.cut();
            recorder.awaitState(State.STALE);
            proxy.heal();
            recorder.awaitState(State.CONNECTED);
        }
        int before = proxy.connections();
        List<WatchRecorder> more =
                IntStream.range(0, 20).mapToObj(i -> new WatchRecorder()).toList();
        List<Watch> watches =
                more.stream().map(another -> store.watch(PREFIX, another)).toList();
        more.forEach(another -> another.awaitState(State.CONNECTED));
        assertThat(before).isLessThanOrEqualTo(2);
        watches.forEach(Watch::close);
        put(store, "config/put");
        recorder.awaitText(Key.of("config/put"), "config/put");

        store.close();
        await().until(() -> proxy.connections() == 0);
    }

    private KvStore direct(Duration timeout) {
        direct.close();
        direct = KvStores.open("consul://" + server.address() + "/" + place + "?timeout=" + timeout.toMillis() + "ms");
        return direct;
    }

    private void putLasting() {
        IntStream.range(0, LASTING).forEach(i -> put(direct, "config/lasting/" + i));
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

    private void killBehindTheProxy() {
        proxy.cut();
        recorder.awaitState(State.STALE);
        server.kill();
    }

    private void wipeBehindTheProxy() {
        killBehindTheProxy();
        server.wipe();
        server.start();
    }

    private void assertNothingLost(Ledger ledger, int faults) {
        ledger.awaitAcknowledged(WRITES);
        ledger.close();
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
