package dev.eventgateway.kv.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Watch.State;
import dev.eventgateway.kv.contract.TcpProxy;
import dev.eventgateway.kv.contract.WatchRecorder;
import dev.eventgateway.kv.server.ZooKeeperServer;
import java.nio.file.Path;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others do to the nodes, past this library. */
class ZooKeeperForeignTest {

    private static final Key PREFIX = Key.of("config");

    @TempDir
    Path data;

    private ZooKeeperServer server;
    private TcpProxy proxy;
    private KvStore store;
    private ZooKeeper foreign;
    private WatchRecorder recorder;

    @BeforeEach
    void watch() throws Exception {
        server = ZooKeeperServer.start(data.resolve("server"));
        proxy = new TcpProxy(server.port());
        store = KvStores.open("zk://" + proxy.address() + "/foreign");
        foreign = new ZooKeeper(server.address(), 4_000, event -> {});
        store.put(PREFIX.child("own"), "1".getBytes(UTF_8));
        recorder = new WatchRecorder();
        store.watch(PREFIX, recorder);
        recorder.awaitState(State.CONNECTED);
    }

    @AfterEach
    void close() throws Exception {
        foreign.close();
        store.close();
        proxy.close();
        server.close();
    }

    @Test
    void aValueThatIsEditedByHandIsSeenLikeAnyOther() throws Exception {
        Stat edited = foreign.setData("/foreign/tree/config.d/own.v", "2".getBytes(UTF_8), -1);
        recorder.awaitText(PREFIX.child("own"), "2");

        KvSnapshot listed = store.list(PREFIX);
        assertThat(listed.revision()).isEqualTo(edited.getMzxid());
        assertThat(listed.entries())
                .containsExactly(new KvEntry(PREFIX.child("own"), "2".getBytes(UTF_8), edited.getMzxid()));
        foreign.delete("/foreign/tree/config.d/own.v", -1);
        recorder.awaitGone(PREFIX.child("own"));
    }

    @Test
    void anEditByHandDoesNotMakeAReconnectionAReset() throws Exception {
        foreign.setData("/foreign/tree/config.d/own.v", "2".getBytes(UTF_8), -1);
        recorder.awaitText(PREFIX.child("own"), "2");
        proxy.cut();
        recorder.awaitState(State.STALE);
        proxy.heal();
        recorder.awaitState(State.CONNECTED);

        assertThat(recorder.resets()).isZero();
    }

    @Test
    void aNodeWithoutDataIsAnEmptyValue() throws Exception {
        foreign.create("/foreign/tree/config.d/null.v", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);

        recorder.awaitText(PREFIX.child("null"), "");
        assertThat(store.get(PREFIX.child("null"))).map(KvEntry::size).contains(0);
    }

    @Test
    void aNodeThatIsNoKeyIsPassedOver() throws Exception {
        for (String name : new String[] {"plain", "=zz.v", "..v", "other.x"}) {
            foreign.create("/foreign/tree/config.d/" + name, null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
        foreign.create("/foreign/tree/config.d/own.v/below.v", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        store.put(PREFIX.child("last"), "1".getBytes(UTF_8));
        recorder.awaitText(PREFIX.child("last"), "1");

        assertThat(recorder.entries()).hasSize(2);
        assertThat(store.list(PREFIX).entries()).hasSize(2);
    }

    @Test
    void storesWhosePrefixesNestDoNotSeeEachOther() {
        try (KvStore inner = KvStores.open(server.uri("foreign/tree"));
                KvStore innermost = KvStores.open(server.uri("foreign/tree/config.d"))) {
            inner.put(PREFIX.child("inner"), "1".getBytes(UTF_8));
            innermost.put(PREFIX.child("innermost"), "1".getBytes(UTF_8));
            store.put(PREFIX.child("last"), "1".getBytes(UTF_8));
            recorder.awaitText(PREFIX.child("last"), "1");

            assertThat(inner.list(PREFIX).entries()).hasSize(1);
            assertThat(innermost.list(PREFIX).entries()).hasSize(1);
            assertThat(recorder.entries()).hasSize(2);
        }
    }
}
