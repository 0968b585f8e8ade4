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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store with a watch and a lease ends in time and leaves no thread, whatever has become of its server. */
public abstract class KvEndContract {

    /** What is promised, and kept by the best of three. */
    private static final Duration PROMISED = Duration.ofSeconds(2);
    /** What none may take, on a machine that is busy. */
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
        endsInTime(() -> busy(new WatchRecorder()));
    }

    @Test
    void withItsServerGone() {
        endsInTime(() -> {
            server.start();
            WatchRecorder recorder = new WatchRecorder();
            KvStore store = busy(recorder);
            server.kill();
            recorder.awaitState(State.STALE);
            return store;
        });
    }

    @Test
    void withItsServerPaused() {
        endsInTime(() -> {
            server.resume();
            KvStore store = busy(new WatchRecorder());
            server.pause();
            store.watch(FaultyStore.PREFIX, new WatchRecorder());
            return store;
        });
    }

    @Test
    void withALineThatHasGoneSilent() {
        endsInTime(() -> {
            proxy.heal();
            KvStore store = busy(new WatchRecorder());
            proxy.swallow();
            return store;
        });
    }

    @Test
    void withALineThatWasSilentFromTheStart() {
        proxy.swallow();
        endsInTime(() -> {
            int connections = proxy.accepted();
            KvStore store = open();
            store.watch(FaultyStore.PREFIX, new WatchRecorder());
            await().until(() -> proxy.accepted() > connections);
            return store;
        });
    }

    @Test
    void withAServerThatNeverWasThere() {
        server.kill();
        proxy.cut();
        endsInTime(() -> {
            int connections = proxy.accepted();
            KvStore store = open();
            store.watch(FaultyStore.PREFIX, new WatchRecorder());
            await().until(() -> proxy.accepted() > connections + 1);
            return store;
        });
    }

    @Test
    void withACallThatWaitsForAConnection() {
        proxy.cut();
        List<CompletableFuture<Void>> calls = new ArrayList<>();
        endsInTime(() -> {
            int connections = proxy.accepted();
            KvStore store = open();
            calls.add(CompletableFuture.runAsync(() -> store.get(FaultyStore.PREFIX), KvEndContract::beside));
            await().until(() -> proxy.accepted() > connections);
            return store;
        });

        assertThat(calls)
                .allSatisfy(call -> assertThat(call)
                        .failsWithin(ALLOWED)
                        .withThrowableOfType(ExecutionException.class)
                        .havingCause()
                        .isInstanceOfSatisfying(
                                KvException.class,
                                ended -> assertThat(ended.reason()).isEqualTo(Reason.CLOSED)));
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

    /** Ends what {@code opened} gives, again if it took longer than is promised; and no thread is left of it. */
    private void endsInTime(Supplier<KvStore> opened) {
        Duration best = ALLOWED;
        for (int i = 0; i < 3 && best.compareTo(PROMISED) > 0; i++) {
            KvStore store = opened.get();
            CompletableFuture<Duration> end =
                    CompletableFuture.supplyAsync(() -> timeToClose(store), KvEndContract::beside);
            assertThat(end).succeedsWithin(ALLOWED);
            best = Collections.min(List.of(best, end.join()));
            before.awaitNoMore();
        }
        assertThat(best).as("the best of three").isLessThanOrEqualTo(PROMISED);
    }

    private static Duration timeToClose(KvStore store) {
        long begin = System.nanoTime();
        store.close();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static void beside(Runnable task) {
        new Thread(task, "beside").start();
    }
}
