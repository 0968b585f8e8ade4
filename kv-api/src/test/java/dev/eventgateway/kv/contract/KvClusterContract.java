package dev.eventgateway.kv.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Watch.State;
import dev.eventgateway.kv.server.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of three that loses its leader, which is the very member that the store is connected to. */
@Tag("fault")
public abstract class KvClusterContract {

    private static final Key PREFIX = FaultyStore.PREFIX;
    private static final Key NEWS = PREFIX.child("news");
    private static final int WRITES = FaultyStore.WRITES;

    /** For the servers' data. */
    @TempDir
    protected Path folder;

    private LiveThreads before;
    private List<? extends TestServer> members;
    private List<TcpProxy> proxies;
    private KvStore store;
    private WatchRecorder recorder;

    /** {@return the members of a cluster with their data below {@code folder}, running} */
    protected abstract List<? extends TestServer> startThree(Path folder);

    /** See {@link FaultyStore#options}. */
    protected String options() {
        return "?timeout=1s";
    }

    @BeforeEach
    final void watchACluster() {
        before = LiveThreads.now();
        members = startThree(folder);
        proxies = members.stream().map(member -> new TcpProxy(member.port())).toList();
        String lines = proxies.stream().map(TcpProxy::address).collect(joining(","));
        store = KvStores.open(members.get(0).uri(lines, "cluster") + options());
        await("the cluster takes writes")
                .ignoreExceptions()
                .atMost(WatchRecorder.PATIENCE)
                .until(() -> store.put(PREFIX.child("lasting"), "1".getBytes(UTF_8)) >= 0);
        recorder = FaultyStore.watched(store);
    }

    @AfterEach
    final void nothingIsLeft() {
        store.close();
        await("connections are closed")
                .atMost(WatchRecorder.PATIENCE)
                .until(() -> proxies.stream().allMatch(proxy -> proxy.connections() == 0));
        proxies.forEach(TcpProxy::close);
        members.forEach(TestServer::close);
        before.awaitNoMore();
    }

    @Test
    @Tag("leader-killed")
    void aLeaderThatIsKilledIsReplacedAndNothingIsLost() {
        losesItsLeader("leader-killed", TestServer::kill, TestServer::start);
    }

    @Test
    @Tag("leader-paused")
    void aLeaderThatPausesIsReplacedAndNothingIsLost() {
        losesItsLeader("leader-paused", TestServer::pause, TestServer::resume);
    }

    private void losesItsLeader(String fault, Consumer<TestServer> loss, Consumer<TestServer> comeback) {
        int rounds = Soak.rounds(1);
        try (Ledger ledger = new Ledger(store, FaultyStore.WRITTEN, FaultyStore.ALLOWED)) {
            for (int round = 0; round < rounds; round++) {
                TestServer leader = connectToTheLeader("round " + round);
                ledger.awaitAcknowledged(WRITES);
                int stales = recorder.stales();
                loss.accept(leader);
                await("the loss is noticed").atMost(WatchRecorder.PATIENCE).until(() -> recorder.stales() > stales);
                recorder.awaitState(State.CONNECTED);
                ledger.awaitAcknowledged(WRITES);
                comeback.accept(leader);
                ledger.awaitAcknowledged(WRITES);
            }
            ledger.end();
            recorder.awaitEqualTo(store, PREFIX);
            ledger.assertHolds(recorder.entries());
            Soak.report(members.get(0).toString(), fault, rounds, ledger, recorder);
        }
        assertThat(recorder.smallest()).as("no false empty").isPositive();
        assertThat(recorder.resets()).isZero();
    }

    /**
     * {@return the leader, after closing all other ways to the cluster until the watch has seen {@code news}} What was
     * written when there was no other way can only have come by this one, and the watch knows that the others are cut.
     */
    private TestServer connectToTheLeader(String news) {
        TestServer leader = await("a leader")
                .ignoreExceptions()
                .atMost(WatchRecorder.PATIENCE)
                .until(this::leader, found -> true);
        TcpProxy way = proxies.get(members.indexOf(leader));
        List<TcpProxy> others = proxies.stream().filter(proxy -> proxy != way).toList();
        others.forEach(TcpProxy::cut);
        await("a write by way of the leader")
                .ignoreExceptions()
                .atMost(WatchRecorder.PATIENCE)
                .until(() -> store.put(NEWS, news.getBytes(UTF_8)) >= 0);
        recorder.awaitText(NEWS, news);
        recorder.awaitState(State.CONNECTED);
        assertThat(way.connections()).isPositive();
        others.forEach(TcpProxy::heal);
        return leader;
    }

    private TestServer leader() {
        return members.stream().filter(TestServer::leads).findFirst().orElseThrow();
    }
}
