package dev.eventgateway.kv.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.kv.Watch.State;
import dev.eventgateway.kv.contract.TcpProxy;
import dev.eventgateway.kv.contract.WatchRecorder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store ends in time and leaves no thread and no connection, whatever has become of its server. */
class ConsulCloseTest {

    private static final Key PREFIX = Key.of("config");
    /** Two seconds are promised; the rest is for a machine that is busy. */
    private static final Duration ALLOWED = Duration.ofSeconds(4);

    @TempDir
    static Path folder;

    private static ConsulTestServer server;

    private final Set<Thread> before = threads();
    private TcpProxy proxy;

    @BeforeAll
    static void startServer() {
        server = ConsulTestServer.start(folder);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void openProxy() {
        server.start();
        proxy = new TcpProxy(server.port());
    }

    @AfterEach
    void closeProxy() {
        server.resume();
        proxy.close();
    }

    @Test
    void withItsServerThere() {
        KvStore store = watching(new WatchRecorder());
        assertThat(store.get(PREFIX)).isEmpty();

        closesAndLeavesNoThread(store);
    }

    @Test
    void withItsServerGone() {
        WatchRecorder recorder = new WatchRecorder();
        KvStore store = watching(recorder);
        server.kill();
        recorder.awaitState(State.STALE);

        closesAndLeavesNoThread(store);
    }

    @Test
    void withAServerThatDoesNothing() {
        KvStore store = watching(new WatchRecorder());
        server.pause();

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
        proxy.cut();
        KvStore store = open();
        store.watch(PREFIX, new WatchRecorder());
        await().until(() -> proxy.accepted() > 1);

        closesAndLeavesNoThread(store);
    }

    @Test
    void withManyWatchesAndCallsUnderWay() {
        KvStore store = watching(new WatchRecorder());
        proxy.swallow();
        int accepted = proxy.accepted();
        List<CompletableFuture<Void>> reads = IntStream.range(0, 30)
                .mapToObj(i -> inAThread(() -> store.get(PREFIX)))
                .toList();
        IntStream.range(0, 20).forEach(i -> store.watch(PREFIX, new WatchRecorder()));
        await().until(() -> proxy.accepted() > accepted + 20);
        closesAndLeavesNoThread(store);

        for (CompletableFuture<Void> read : reads) {
            assertThat(read)
                    .failsWithin(ALLOWED)
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOfSatisfying(
                            KvException.class,
                            ended -> assertThat(ended.reason()).isEqualTo(Reason.CLOSED));
        }
    }

    @Test
    void aWatchThatIsClosedLeavesNoThread() {
        WatchRecorder recorder = new WatchRecorder();
        try (KvStore store = open()) {
            Watch watch = store.watch(PREFIX, recorder);
            recorder.awaitState(State.CONNECTED);
            Set<Thread> own = threads();
            watch.close();

            await().untilAsserted(() -> assertThat(threads())
                    .filteredOn(thread -> thread.getName().contains("watch"))
                    .isSubsetOf(before));
            assertThat(own)
                    .filteredOn(thread -> thread.getName().startsWith("kv-follow"))
                    .isNotEmpty();
        }
    }

    private static CompletableFuture<Void> inAThread(Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        work.run();
                        done.complete(null);
                    } catch (RuntimeException failed) {
                        done.completeExceptionally(failed);
                    }
                })
                .start();
        return done;
    }

    private KvStore open() {
        return KvStores.open("consul://" + proxy.address() + "/close");
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

    /** {@return the threads that belong to a store} */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("kv-"))
                .collect(Collectors.toSet());
    }
}
