package dev.eventgateway.kv.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.kv.WatchListener;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Listeners that throw, block, call back or close: none of it is felt elsewhere. */
public abstract class KvListenerContract extends KvStoreContract {

    private static final Key PREFIX = Key.of("l");

    @Test
    void aListenerThatThrowsIsGivenTheTreeAfresh() {
        put("l/a", "1");
        AtomicInteger calls = new AtomicInteger();
        EagerListener throwing = new EagerListener(() -> {
            if (calls.incrementAndGet() == 2) {
                throw new IllegalStateException("thrown by the test's listener");
            }
        });
        store.watch(PREFIX, throwing);
        throwing.recorder().awaitText(Key.of("l/a"), "1");
        WatchRecorder other = record("l");
        put("l/b", "2");

        throwing.recorder().awaitText(Key.of("l/b"), "2");
        assertThat(throwing.recorder().snapshots()).isEqualTo(2);
        put("l/c", "3");
        throwing.recorder().awaitEqualTo(store, PREFIX);
        other.awaitEqualTo(store, PREFIX);
        assertThat(other.resets()).isZero();
    }

    @Test
    void aListenerThatBlocksDelaysOnlyItself() {
        CountDownLatch release = new CountDownLatch(1);
        EagerListener blocked = new EagerListener(() -> awaitZero(release));
        store.watch(PREFIX, blocked);
        WatchRecorder other = record("l");
        for (int i = 0; i < 300; i++) {
            put("l/" + i % 5, "v" + i);
        }

        other.awaitEqualTo(store, PREFIX);
        assertThat(blocked.recorder().snapshots()).isZero();
        release.countDown();
        blocked.recorder().awaitEqualTo(store, PREFIX);
        assertThat(blocked.recorder().changes()).isLessThanOrEqualTo(300);
    }

    @Test
    void aListenerMayCallTheStore() {
        CompletableFuture<String> read = new CompletableFuture<>();
        WatchListener calling = new EagerListener(() -> {
            put("elsewhere", "written by a listener");
            read.complete(text("elsewhere").orElseThrow());
        });
        store.watch(PREFIX, calling);

        assertThat(read).succeedsWithin(WatchRecorder.PATIENCE).isEqualTo("written by a listener");
    }

    @Test
    void aListenerMayWatchMore() {
        put("l/a", "1");
        WatchRecorder inner = new WatchRecorder();
        AtomicInteger calls = new AtomicInteger();
        store.watch(PREFIX, new EagerListener(() -> {
            if (calls.incrementAndGet() == 1) {
                store.watch(PREFIX, inner);
            }
        }));

        inner.awaitText(Key.of("l/a"), "1");
        put("l/a", "2");
        inner.awaitText(Key.of("l/a"), "2");
    }

    @Test
    void aListenerMayCloseItsOwnWatch() {
        CompletableFuture<Watch> own = new CompletableFuture<>();
        EagerListener closing = new EagerListener(() -> own.join().close());
        own.complete(store.watch(PREFIX, closing));
        closing.recorder().awaitSnapshot();
        WatchRecorder other = record("l");
        put("l/a", "1");
        other.awaitText(Key.of("l/a"), "1");

        assertThat(closing.recorder().entries()).isEmpty();
        assertThat(closing.recorder().changeCalls()).isZero();
    }

    @Test
    void aListenerIsCalledByOneThreadThatServesNoOther() {
        Set<Thread> first = ConcurrentHashMap.newKeySet();
        Set<Thread> second = ConcurrentHashMap.newKeySet();
        EagerListener one = new EagerListener(() -> first.add(Thread.currentThread()));
        EagerListener other = new EagerListener(() -> second.add(Thread.currentThread()));
        store.watch(PREFIX, one);
        store.watch(PREFIX, other);
        for (int i = 0; i < 50; i++) {
            put("l/key", "v" + i);
        }
        one.recorder().awaitEqualTo(store, PREFIX);
        other.recorder().awaitEqualTo(store, PREFIX);

        assertThat(first).hasSize(1).doesNotContainAnyElementsOf(second);
        assertThat(second).hasSize(1);
    }

    private static void awaitZero(CountDownLatch latch) {
        await().forever().until(() -> latch.getCount() == 0);
    }
}
