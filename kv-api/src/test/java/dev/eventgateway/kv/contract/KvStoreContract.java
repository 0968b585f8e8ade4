package dev.eventgateway.kv.contract;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Watch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every contract test needs: a store on a fresh, empty place, and as many more on the same data as a test asks
 * for. A back end inherits from each {@code Kv…Contract} and says how to open.
 */
abstract class KvStoreContract {

    private final String place = "contract-" + UUID.randomUUID();
    private final List<KvStore> opened = new ArrayList<>();

    /** On a place that nobody used before; closed after the test. */
    KvStore store;

    /**
     * {@return a store just opened on {@code place}, a plain segment to be used as the store's prefix} The same place
     * is the same data for as long as one store is open on it; one that was never named before is empty.
     */
    protected abstract KvStore open(String place);

    @BeforeEach
    final void openStore() {
        store = another();
    }

    @AfterEach
    final void closeStores() {
        opened.forEach(KvStore::close);
    }

    /** {@return one more store on the same data, closed after the test} */
    final synchronized KvStore another() {
        KvStore another = open(place);
        opened.add(another);
        return another;
    }

    final long put(String key, String value) {
        return store.put(Key.of(key), utf8(value));
    }

    final Optional<String> text(String key) {
        return store.get(Key.of(key)).map(KvEntry::text);
    }

    /** {@return what lies at and below {@code prefix}, such as {@code a=1 a/b=2}} */
    final String tree(String prefix) {
        return store.list(Key.of(prefix)).entries().stream()
                .map(entry -> entry.key() + "=" + entry.text())
                .collect(joining(" "));
    }

    /** {@return a recorder that watches {@code prefix} and has had its first snapshot} */
    final WatchRecorder record(String prefix) {
        WatchRecorder recorder = new WatchRecorder();
        Watch watch = store.watch(Key.of(prefix), recorder);
        assertThat(watch.prefix()).isEqualTo(Key.of(prefix));
        recorder.awaitSnapshot();
        return recorder;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static void assertFails(KvException.Reason reason, ThrowingCallable call) {
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(call)
                .extracting(KvException::reason)
                .isEqualTo(reason);
    }

    /** Runs {@code work} once in each of {@code threads} threads and waits for all; the first failure is thrown. */
    static void inParallel(int threads, Work work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = IntStream.range(0, threads)
                    .<Future<?>>mapToObj(thread -> executor.submit(() -> {
                        work.run(thread);
                        return null;
                    }))
                    .toList();
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException failed) {
            throw new AssertionError("one of " + threads + " threads failed", failed.getCause());
        } finally {
            executor.shutdownNow();
        }
    }

    /** What one of several threads does. */
    @FunctionalInterface
    interface Work {
        void run(int thread) throws Exception;
    }
}
