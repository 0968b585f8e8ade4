package dev.eventgateway.kv.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Watch.State;
import dev.eventgateway.kv.contract.TcpProxy;
import dev.eventgateway.kv.contract.WatchRecorder;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server, and two stores on it: one through a proxy, one past it. What the first one's watch shows in the end is what the second one
 * lists.
 */
abstract class ProxiedEtcd {

    static final Key PREFIX = Key.of("config");
    /** Entries that nobody changes. */
    static final int LASTING = 20;

    @TempDir
    Path folder;

    EtcdTestServer server;
    TcpProxy proxy;
    KvStore store;
    KvStore direct;
    WatchRecorder recorder;

    @BeforeEach
    final void watchThroughAProxy() {
        server = EtcdTestServer.start(folder);
        proxy = new TcpProxy(server.port());
        direct = KvStores.open("etcd://" + server.address() + "/faults");
        IntStream.range(0, LASTING).forEach(i -> put(direct, "config/lasting/" + i));
        store = KvStores.open("etcd://" + proxy.address() + "/faults?timeout=1s");
        recorder = new WatchRecorder();
        store.watch(PREFIX, recorder);
        recorder.awaitState(State.CONNECTED);
    }

    @AfterEach
    final void closeAll() {
        store.close();
        direct.close();
        proxy.close();
        server.close();
    }

    static void put(KvStore where, String key) {
        where.put(Key.of(key), key.getBytes(UTF_8));
    }

    /** The line is cut, and it is known. */
    final void cut() {
        proxy.cut();
        recorder.awaitState(State.STALE);
    }
}
