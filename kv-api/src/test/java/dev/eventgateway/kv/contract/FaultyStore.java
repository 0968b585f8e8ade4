package dev.eventgateway.kv.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Watch.State;
import dev.eventgateway.kv.server.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real server, and two stores on it: one by way of a proxy, which is watched, and one past it. What the first one's
 * watch shows in the end is what the second one lists. After each test nothing is left of either.
 */
public abstract class FaultyStore {

    /** What is watched. */
    protected static final Key PREFIX = Key.of("config");
    /** Where a ledger writes. */
    protected static final Key WRITTEN = PREFIX.child("written");
    /** Writes that are acknowledged before, and again after, a fault. */
    protected static final int WRITES = 250;
    /** Entries that nobody changes. */
    protected static final int LASTING = 20;
    /** How long a call of the watched store may take: its deadline, and what two busy cores may add to it. */
    protected static final Duration ALLOWED = Duration.ofSeconds(4);

    /** For the servers' data. */
    @TempDir
    protected Path folder;

    /** The server itself. */
    protected TestServer server;
    /** The line between the server and the store. */
    protected TcpProxy proxy;
    /** Whose line fails. */
    protected KvStore store;
    /** Whose line does not. */
    protected KvStore direct;
    /** What the watch on {@link #PREFIX} of {@link #store} is told. */
    protected WatchRecorder recorder;

    private LiveThreads before;

    /** {@return a server with its data below {@code folder}, running} */
    protected abstract TestServer start(Path folder);

    /** {@return the options of a store that shall notice a fault soon, such as {@code ?timeout=1s}} */
    protected String options() {
        return "?timeout=1s";
    }

    @BeforeEach
    final void watchThroughAProxy() {
        before = LiveThreads.now();
        server = start(folder);
        proxy = new TcpProxy(server.port());
        direct = KvStores.open(server.uri("faults"));
        IntStream.range(0, LASTING).forEach(i -> put(direct, "config/lasting/" + i));
        store = open(proxy);
        recorder = watched(store);
    }

    @AfterEach
    final void nothingIsLeft() {
        store.close();
        await("connections are closed").atMost(WatchRecorder.PATIENCE).until(() -> proxy.connections() == 0);
        direct.close();
        proxy.close();
        server.close();
        before.awaitNoMore();
    }

    /** {@return one more store on the same data, to be closed by whoever asks} */
    protected final KvStore open(TcpProxy line) {
        return open(line, "faults");
    }

    /** {@return a store at {@code place}, to be closed by whoever asks} */
    protected final KvStore open(TcpProxy line, String place) {
        return KvStores.open(server.uri(line.address(), place) + options());
    }

    /** {@return what a watch on {@link #PREFIX} is told, which is connected} */
    protected static WatchRecorder watched(KvStore store) {
        WatchRecorder recorder = new WatchRecorder();
        store.watch(PREFIX, recorder);
        recorder.awaitState(State.CONNECTED);
        return recorder;
    }

    /** {@return writers through the watched store} */
    protected final Ledger ledger() {
        return new Ledger(store, WRITTEN, ALLOWED);
    }

    /** {@return how many rounds to do where a short test does {@code few}} */
    protected static int rounds(int few) {
        return Soak.rounds(few);
    }

    /** Puts the key's own text. */
    protected static void put(KvStore where, String key) {
        where.put(Key.of(key), key.getBytes(UTF_8));
    }

    /** The line is cut, and it is known. */
    protected final void cut() {
        proxy.cut();
        recorder.awaitState(State.STALE);
    }

    /** The line is whole again, and it is known. */
    protected final void heal() {
        proxy.heal();
        recorder.awaitState(State.CONNECTED);
    }

    /** The server is killed, and nobody notices when it is back until the line is healed. */
    protected final void killBehindTheProxy() {
        cut();
        server.kill();
    }

    /** The server starts anew with nothing; see {@link #killBehindTheProxy}. */
    protected final void wipeBehindTheProxy() {
        killBehindTheProxy();
        server.wipe();
        server.start();
    }

    /** Creates, overwrites and deletes past the proxy. */
    protected final void changeDirectly(int round) {
        put(direct, "config/direct/created-" + round);
        put(direct, "config/direct/overwritten");
        put(direct, "config/direct/deleted");
        direct.delete(Key.of("config/direct/deleted"));
        direct.delete(Key.of("config/direct/created-" + (round - 1)));
    }

    /** The fault was felt {@code rounds} times, the books balance, nothing is missing and nothing was shown wrong. */
    protected final void assertNothingLost(String fault, Ledger ledger, int rounds) {
        assertBalanced(fault, ledger, rounds);
        assertThat(recorder.smallest()).as("no false empty").isGreaterThanOrEqualTo(LASTING);
        assertThat(recorder.resets()).isZero();
    }

    /** Like {@link #assertNothingLost}, where the fault may have reset the watch. */
    protected final void assertBalanced(String fault, Ledger ledger, int rounds) {
        ledger.awaitAcknowledged(WRITES);
        ledger.end();
        recorder.awaitEqualTo(direct, PREFIX);
        ledger.assertHolds(direct.list(PREFIX).entries());
        Soak.report(server.toString(), fault, rounds, ledger, recorder);
        assertThat(recorder.stales()).as("the fault was felt").isGreaterThanOrEqualTo(rounds);
        assertThat(ledger.acknowledged()).as("writes around the fault").isGreaterThanOrEqualTo(2 * WRITES);
    }

    /** The watch shows another store, which has so many entries, and goes on with that. */
    protected final void assertReset(int entries) {
        recorder.awaitEqualTo(direct, PREFIX);
        recorder.awaitState(State.CONNECTED);
        assertThat(recorder.resets()).isEqualTo(1);
        assertThat(recorder.smallest()).as("no false empty").isEqualTo(entries);
        put(direct, "config/after");
        recorder.awaitText(Key.of("config/after"), "config/after");
    }
}
