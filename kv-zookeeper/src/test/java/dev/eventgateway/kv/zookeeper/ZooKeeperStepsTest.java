package dev.eventgateway.kv.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Lease;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.server.ZooKeeperServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of a request when somebody else writes between what it was made from and its arrival. */
class ZooKeeperStepsTest {

    private static final Key KEY = Key.of("steps/key");
    private static final Key NEIGHBOUR = Key.of("steps/neighbour");
    private static final Duration TTL = Duration.ofSeconds(1);

    @TempDir
    static Path folder;

    private static ZooKeeperServer server;

    private final String place = "steps-" + UUID.randomUUID();
    private final Paths paths = new Paths(Key.of(place));
    private KvStore store;
    private ZooKeeper handle;
    private Link link;

    @BeforeAll
    static void startServer() {
        server = ZooKeeperServer.start(folder.resolve("server"), "minSessionTimeout=2000");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void open() throws Exception {
        store = KvStores.open(server.uri(place));
        store.put(Key.of("steps/other"), utf8("other"));
        handle = new ZooKeeper(server.address(), 4_000, event -> {});
        link = new Link(handle, event -> {}, paths, Ids.OPEN_ACL_UNSAFE);
    }

    @AfterEach
    void close() throws Exception {
        handle.close();
        store.close();
    }

    @Test
    void anEntryThatWasDeletedAndMadeAgainIsAnother() {
        put();

        assertThat(replaced(() -> {
                    store.delete(KEY);
                    put();
                }))
                .isFalse();
    }

    @Test
    void anEntryWhoseTreeWasDeletedAndThatWasMadeAgainIsAnother() {
        put();

        assertThat(replaced(() -> {
                    store.deleteTree(Key.of("steps"));
                    put();
                }))
                .isFalse();
    }

    @Test
    void anEntryThatALeaseTookIsAnother() {
        put();

        assertThat(replaced(this::putLeased)).isFalse();
    }

    @Test
    void anEntryWhoseLeaseEndedAndThatWasMadeAgainIsAnother() {
        Lease lease = putLeased();

        assertThat(replaced(() -> {
                    lease.close();
                    put();
                }))
                .isFalse();
    }

    @Test
    void anEntryWhoseLeaseEndedAndThatAnotherLeaseMadeAgainIsAnother() {
        Lease lease = putLeased();

        assertThat(replaced(() -> {
                    lease.close();
                    putLeased();
                }))
                .isFalse();
    }

    @Test
    void anEntryThatWasPutAgainWithItsLeaseIsAnother() {
        Lease lease = putLeased();

        assertThat(replaced(() -> store.put(KEY, utf8("v"), lease))).isFalse();
    }

    @Test
    void anEntryThatWasTakenOutOfItsLeaseIsAnother() {
        putLeased();

        assertThat(replaced(this::put)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPutDoesNotWriteToWhatALeaseTook(boolean contested) {
        put();

        assertThat(done(Transaction.of(Operation.put(KEY, utf8("lost"))), contested, this::putLeased))
                .isFalse();
        assertThat(store.get(KEY)).map(KvEntry::text).contains("leased");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPutDoesNotWriteToWhatALeaseMadeAgain(boolean contested) {
        put();

        assertThat(done(Transaction.of(Operation.put(KEY, utf8("lost"))), contested, () -> {
                    store.delete(KEY);
                    putLeased();
                }))
                .isFalse();
        assertThat(store.get(KEY)).map(KvEntry::text).contains("leased");
    }

    @Test
    void aPutOfWhatEverybodyWritesGoesThroughAtTheSecondTry() {
        put();
        Transaction transaction = Transaction.of(Operation.put(KEY, utf8("last")));

        assertThat(done(transaction, true, () -> {
                    put();
                    store.put(NEIGHBOUR, utf8("made"));
                    store.delete(NEIGHBOUR);
                }))
                .isTrue();
        assertThat(store.get(KEY)).map(KvEntry::text).contains("last");
    }

    @Test
    void whoMakesANeighbourDisturbsNobody() {
        put();
        assertThat(replaced(() -> store.put(NEIGHBOUR, utf8("made")))).isTrue();
        put();
        Transaction plain = Transaction.of(Operation.put(KEY, utf8("plain")));
        assertThat(done(plain, false, () -> store.put(Key.of("steps/another"), utf8("made"))))
                .isTrue();
    }

    @Test
    void aLeaseOfANeighbourThatEndsDisturbsNobody() {
        Lease lease = store.lease(TTL);
        store.put(NEIGHBOUR, utf8("leased"), lease);
        put();

        assertThat(replaced(lease::close)).isTrue();
    }

    private void put() {
        store.put(KEY, utf8("v"));
    }

    private Lease putLeased() {
        Lease lease = store.lease(TTL);
        store.put(KEY, utf8("leased"), lease);
        return lease;
    }

    /** {@return whether the entry of now is taken for unchanged after {@code meanwhile}} */
    private boolean replaced(Runnable meanwhile) {
        long revision = store.get(KEY).orElseThrow().revision();
        Guard unchanged = Guard.unchanged(KEY, revision);
        return done(Transaction.when(unchanged).then(Operation.put(KEY, utf8("replaced"))), false, meanwhile);
    }

    /** {@return whether a request made from what stands there now goes through after {@code meanwhile}} */
    private boolean done(Transaction transaction, boolean contested, Runnable meanwhile) {
        Plan plan = new Plan(paths, transaction);
        List<String> reads = plan.reads();
        List<OpResult> results = link.read(reads, all -> all).join();
        Nodes nodes = new Nodes(reads, results, "read");
        assertThat(plan.broken(nodes)).isEqualTo(Optional.empty());
        assertThat(plan.missing(nodes)).isEmpty();
        meanwhile.run();
        return link.write(plan.operations(nodes, link.acl(), contested)).join().done();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
