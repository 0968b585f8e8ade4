package dev.eventgateway.kv.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store ends in time and leaves no thread, whatever has become of its server. */
class ZooKeeperCloseTest {

    private static final Key PREFIX = Key.of("config");
    /** Two seconds are promised; the rest is for a machine that is busy. */
    private static final Duration ALLOWED = Duration.ofSeconds(4);

    @TempDir
    Path data;

    private final Set<Thread> before = threads();
    private ZooKeeperTestServer server;
    private TcpProxy proxy;

    @BeforeEach
    void startServer() {
        server = ZooKeeperTestServer.start(data.resolve("server"));
        proxy = new TcpProxy(server.port());
    }

    @AfterEach
    void stopServer() {
        proxy.close();
        server.close();
    }

    @Test
    void withItsServerThere() {
        KvStore store = watching(new WatchRecorder());

        closesAndLeavesNoThread(store);
    }

    @Test
    void withItsServerGone() {
        WatchRecorder recorder = new WatchRecorder();
        KvStore store = watching(recorder);
        server.stop();
        recorder.awaitState(State.STALE);

        closesAndLeavesNoThread(store);
    }

    @Test
    void withALineThatHasGoneSilent() {
        KvStore store = watching(new WatchRecorder());
        proxy.swallow();

        closesAndLeavesNoThread(store);
    }

    @Test
    void withALineThatWasSilentFromTheStart() {
        proxy.swallow();
        KvStore store = open();
        store.watch(PREFIX, new WatchRecorder());
        await().until(() -> proxy.accepted() > 0);

        closesAndLeavesNoThread(store);
    }

    @Test
    void withAServerThatNeverWasThere() {
        server.stop();
        proxy.cut();
        KvStore store = open();
        store.watch(PREFIX, new WatchRecorder());
        await().until(() -> proxy.accepted() > 1);

        closesAndLeavesNoThread(store);
    }

    @Test
    void withACallThatWaitsForAConnection() {
        proxy.cut();
        KvStore store = open();
        CompletableFuture<Void> call =
                CompletableFuture.runAsync(() -> store.get(PREFIX), task -> new Thread(task, "beside").start());
        await().until(() -> proxy.accepted() > 0);
        closesAndLeavesNoThread(store);

        assertThat(call)
                .failsWithin(ALLOWED)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(
                        KvException.class, ended -> assertThat(ended.reason()).isEqualTo(Reason.CLOSED));
    }

    private KvStore open() {
        return KvStores.open("zk://" + proxy.address() + "/close");
    }

    private KvStore watching(WatchRecorder recorder) {
        KvStore store = open();
        store.watch(PREFIX, recorder);
        recorder.awaitState(State.CONNECTED);
        return store;
    }

    private void closesAndLeavesNoThread(KvStore store) {
        assertThat(CompletableFuture.runAsync(store::close, task -> new Thread(task, "beside").start()))
                .succeedsWithin(ALLOWED);
        await().untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
    }

    /** {@return the threads that belong to a store or its client} */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("(kv-|.*-SendThread|.*-EventThread).*"))
                .collect(Collectors.toSet());
    }
}
