package dev.eventgateway.kv.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Watch.State;
import dev.eventgateway.kv.contract.TcpProxy;
import dev.eventgateway.kv.contract.WatchRecorder;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.maintenance.StatusResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A cluster of three that loses its leader, which is the very member that the store is connected to. */
class EtcdClusterTest {

    private static final Logger LOG = LoggerFactory.getLogger(EtcdClusterTest.class);
    private static final Key PREFIX = Key.of("config");
    private static final Duration ALLOWED = Duration.ofSeconds(4);
    private static final int WRITES = 250;

    @TempDir
    Path folder;

    private List<EtcdTestServer> members;
    private List<TcpProxy> proxies;
    private KvStore store;
    private WatchRecorder recorder;

    @BeforeEach
    void watchACluster() {
        members = EtcdTestServer.startThree(folder);
        proxies = members.stream().map(member -> new TcpProxy(member.port())).toList();
        store = KvStores.open(
                "etcd://" + proxies.stream().map(TcpProxy::address).collect(joining(",")) + "/cluster?timeout=1s");
        store.put(PREFIX.child("lasting"), "1".getBytes(UTF_8));
        recorder = new WatchRecorder();
        store.watch(PREFIX, recorder);
        recorder.awaitState(State.CONNECTED);
    }

    @AfterEach
    void closeAll() {
        store.close();
        proxies.forEach(TcpProxy::close);
        members.forEach(EtcdTestServer::close);
    }

    @Test
    void aLeaderThatIsKilledIsReplacedAndNothingIsLost() {
        losesItsLeader(EtcdTestServer::kill, EtcdTestServer::start);
    }

    @Test
    void aLeaderThatPausesIsReplacedAndNothingIsLost() {
        losesItsLeader(EtcdTestServer::pause, EtcdTestServer::resume);
    }

    private void losesItsLeader(Change loss, Change comeback) {
        EtcdTestServer leader = connectToTheLeader();
        try (Ledger ledger = new Ledger(store, PREFIX.child("written"), ALLOWED)) {
            ledger.awaitAcknowledged(WRITES);
            loss.on(leader);
            recorder.awaitState(State.STALE);
            recorder.awaitState(State.CONNECTED);
            ledger.awaitAcknowledged(WRITES);
            comeback.on(leader);
            ledger.awaitAcknowledged(WRITES);
            ledger.end();

            recorder.awaitEqualTo(store, PREFIX);
            ledger.assertHolds(recorder.entries());
            LOG.info("{}, delivered {}, resets {}", ledger, recorder.changes(), recorder.resets());
        }
        assertThat(recorder.smallest()).as("no false empty").isPositive();
        assertThat(recorder.resets()).isZero();
    }

    /** {@return the leader, after closing all other ways to the cluster for a while} */
    private EtcdTestServer connectToTheLeader() {
        EtcdTestServer leader =
                members.stream().filter(EtcdClusterTest::leads).findFirst().orElseThrow();
        TcpProxy way = proxies.get(members.indexOf(leader));
        List<TcpProxy> others = proxies.stream().filter(proxy -> proxy != way).toList();
        others.forEach(TcpProxy::cut);
        await().atMost(WatchRecorder.PATIENCE).until(() -> way.connections() > 0);
        recorder.awaitState(State.CONNECTED);
        others.forEach(TcpProxy::heal);
        return leader;
    }

    private static boolean leads(EtcdTestServer member) {
        String address = "http://" + member.address();
        try (Client client = Client.builder().endpoints(address).build()) {
            StatusResponse status =
                    client.getMaintenanceClient().statusMember(address).join();
            return status.getLeader() == status.getHeader().getMemberId();
        }
    }

    /** Something that happens to a server. */
    @FunctionalInterface
    private interface Change {
        void on(EtcdTestServer server);
    }
}
