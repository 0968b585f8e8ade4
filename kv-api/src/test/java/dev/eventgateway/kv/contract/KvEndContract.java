package dev.eventgateway.kv.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Lease;
import dev.eventgateway.kv.Watch.State;
import dev.eventgateway.kv.server.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store with a watch and a lease ends in time and leaves no thread, whatever has become of its server. */
public abstract class KvEndContract {

    /** Two seconds are promised; the rest is for a machine that is busy. */
    private static final Duration ALLOWED = Duration.ofSeconds(4);

    private static final Duration TTL = Duration.ofSeconds(10);

    /** For the server's data. */
    @TempDir
    protected Path folder;

    private LiveThreads before;
    private TestServer server;
    private TcpProxy proxy;

    /** {@return a server with its data below {@code folder}, running} */
    protected abstract TestServer start(Path folder);

    @BeforeEach
    final void startServer() {
        server = start(folder);
        proxy = new TcpProxy(server.port());
        // What a client starts once and for all is not the concern of these tests.
        busy(new WatchRecorder()).close();
        before = LiveThreads.now();
    }

    @AfterEach
    final void stopServer() {
        proxy.close();
        server.close();
    }

    @Test
    void withItsServerThere() {
        closesAndLeavesNoThread(busy(new WatchRecorder()));
    }

    @Test
    void withItsServerGone() {
        WatchRecorder recorder = new WatchRecorder();
        KvStore store = busy(recorder);
        server.kill();
        recorder.awaitState(State.STALE);

        closesAndLeavesNoThread(store);
    }

    @Test
    void withItsServerPaused() {
        KvStore store = busy(new WatchRecorder());
        server.pause();
        store.watch(FaultyStore.PREFIX, new WatchRecorder());

        closesAndLeavesNoThread(store);
    }

    @Test
    void withALineThatHasGoneSilent() {
        KvStore store = busy(new WatchRecorder());
        proxy.swallow();

        closesAndLeavesNoThread(store);
    }

    @Test
    void withALineThatWasSilentFromTheStart() {
        proxy.swallow();
        int connections = proxy.accepted();
        KvStore store = open();
        store.watch(FaultyStore.PREFIX, new WatchRecorder());
        await().until(() -> proxy.accepted() > connections);

        closesAndLeavesNoThread(store);
    }

    @Test
    void withAServerThatNeverWasThere() {
        server.kill();
        proxy.cut();
        int connections = proxy.accepted();
        KvStore store = open();
        store.watch(FaultyStore.PREFIX, new WatchRecorder());
        await().until(() -> proxy.accepted() > connections + 1);

        closesAndLeavesNoThread(store);
    }

    @Test
    void withACallThatWaitsForAConnection() {
        proxy.cut();
        int connections = proxy.accepted();
        KvStore store = open();
        CompletableFuture<Void> call = CompletableFuture.runAsync(
                () -> store.get(FaultyStore.PREFIX), task -> new Thread(task, "beside").start());
        await().until(() -> proxy.accepted() > connections);
        closesAndLeavesNoThread(store);

        assertThat(call)
                .failsWithin(ALLOWED)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(
                        KvException.class, ended -> assertThat(ended.reason()).isEqualTo(Reason.CLOSED));
    }

    private KvStore open() {
        return KvStores.open(server.uri(proxy.address(), "close"));
    }

    private KvStore busy(WatchRecorder recorder) {
        KvStore store = open();
        store.watch(FaultyStore.PREFIX, recorder);
        recorder.awaitState(State.CONNECTED);
        Lease lease = store.lease(TTL);
        store.put(FaultyStore.PREFIX.child("leased"), "1".getBytes(UTF_8), lease);
        return store;
    }

    private void closesAndLeavesNoThread(KvStore store) {
        assertThat(CompletableFuture.runAsync(store::close, task -> new Thread(task, "beside").start()))
                .succeedsWithin(ALLOWED);
        before.awaitNoMore();
    }
}
