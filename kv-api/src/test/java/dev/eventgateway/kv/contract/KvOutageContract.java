package dev.eventgateway.kv.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.kv.Watch.State;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What calls and idle watches do while the line or the server is away. */
public abstract class KvOutageContract extends FaultyStore {

    /** {@return the most connections that a store with one watch keeps} */
    protected abstract int connections();

    @Test
    void anIdleLineThatGoesSilentIsNoticed() {
        proxy.swallow();
        recorder.awaitState(State.STALE);
        changeDirectly(0);
        heal();

        recorder.awaitEqualTo(direct, PREFIX);
        assertThat(recorder.resets()).isZero();
    }

    @Test
    void anIdleWatchStaysConnected() {
        Duration severalSilences = Duration.ofSeconds(5);

        await().during(severalSilences)
                .atMost(severalSilences.plus(WatchRecorder.PATIENCE))
                .until(() -> recorder.states().equals(List.of(State.CONNECTED)));
    }

    @Test
    void aServerThatIsNotThereNeverDeliversAnEmptyTree() {
        try (TcpProxy line = new TcpProxy(server.port())) {
            line.swallow();
            try (KvStore early = open(line)) {
                WatchRecorder waiting = new WatchRecorder();
                early.watch(PREFIX, waiting);
                assertFails(Reason.UNAVAILABLE, () -> early.get(PREFIX));
                assertFails(Reason.UNAVAILABLE, () -> early.list(PREFIX));
                assertFails(Reason.UNAVAILABLE, () -> early.lease(Duration.ofSeconds(1)));
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
    void aWriteThatIsNotAnsweredMayHaveHappenedOnlyIfItIsSaid() {
        Key perhaps = Key.of("config/perhaps");
        put(store, "config/before");
        server.pause();

        KvException failed = catchThrowableOfType(KvException.class, () -> put(store, "config/perhaps"));

        assertThat(failed.reason()).isIn(Reason.INDETERMINATE, Reason.UNAVAILABLE);
        recorder.awaitState(State.STALE);
        server.resume();
        recorder.awaitState(State.CONNECTED);
        put(direct, "config/after");
        recorder.awaitEqualTo(direct, PREFIX);
        if (failed.reason() == Reason.UNAVAILABLE) {
            assertThat(direct.exists(perhaps)).isFalse();
        }
    }

    @Test
    void aWriteThatIsCutOffIsIndeterminate() {
        try (Ledger ledger = ledger()) {
            while (ledger.failures(Reason.INDETERMINATE) == 0) {
                ledger.awaitAcknowledged(10);
                cut();
                heal();
            }
            ledger.end();
            recorder.awaitEqualTo(direct, PREFIX);
            ledger.assertHolds(direct.list(PREFIX).entries());
        }
    }

    @Test
    void aWriteWithoutAServerIsUnavailableAndNeverHappens() {
        server.kill();
        recorder.awaitState(State.STALE);
        try (KvStore near = KvStores.open(server.uri("faults") + options())) {
            assertFails(Reason.UNAVAILABLE, () -> put(near, "config/never"));
            assertFails(Reason.UNAVAILABLE, () -> near.deleteTree(PREFIX));
            server.start();
            recorder.awaitState(State.CONNECTED);
            // This one may still be about to try again, while the watch's store is back.
            await("the store that failed")
                    .atMost(WatchRecorder.PATIENCE)
                    .ignoreExceptionsInstanceOf(KvException.class)
                    .until(() -> near.list(PREFIX).entries().size() == LASTING);
            put(near, "config/later");
        }

        recorder.awaitText(Key.of("config/later"), "config/later");
        assertThat(recorder.entries()).hasSize(LASTING + 1);
        recorder.awaitEqualTo(direct, PREFIX);
    }

    @Test
    void callsOutlastAShortCut() {
        try (KvStore patient = KvStores.open(server.uri(proxy.address(), "faults"))) {
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
    void connectionsEndWithWhatUsesThem() {
        for (int round = 0; round < 3; round++) {
            cut();
            heal();
        }
        await("one watch's connections")
                .atMost(WatchRecorder.PATIENCE)
                .until(() -> proxy.connections() <= connections());
        List<WatchRecorder> more =
                IntStream.range(0, 20).mapToObj(i -> new WatchRecorder()).toList();
        List<Watch> watches =
                more.stream().map(another -> store.watch(PREFIX, another)).toList();
        more.forEach(another -> another.awaitState(State.CONNECTED));
        watches.forEach(Watch::close);
        put(store, "config/put");
        recorder.awaitText(Key.of("config/put"), "config/put");

        store.close();

        await("no connection").atMost(WatchRecorder.PATIENCE).until(() -> proxy.connections() == 0);
    }

    private static void assertFails(Reason reason, Runnable call) {
        KvStoreContract.assertFails(reason, call::run);
    }
}
