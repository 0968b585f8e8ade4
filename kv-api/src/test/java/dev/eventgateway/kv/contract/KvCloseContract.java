package dev.eventgateway.kv.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.Watch;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How a store ends: for its callers, its watches and its threads; and what an interrupt does. */
public abstract class KvCloseContract extends KvStoreContract {

    private static final Key KEY = Key.of("c/key");

    @Test
    void everyCallAfterTheEndFailsWithClosed() {
        put("c/key", "1");
        store.close();
        store.close();

        assertFails(Reason.CLOSED, () -> store.get(KEY));
        assertFails(Reason.CLOSED, () -> store.exists(KEY));
        assertFails(Reason.CLOSED, () -> store.list(KEY));
        assertFails(Reason.CLOSED, () -> store.put(KEY, utf8("2")));
        assertFails(Reason.CLOSED, () -> store.delete(KEY));
        assertFails(Reason.CLOSED, () -> store.deleteTree(KEY));
        assertFails(Reason.CLOSED, () -> store.putIfAbsent(KEY, utf8("2")));
        assertFails(Reason.CLOSED, () -> store.compareAndPut(KEY, utf8("2"), 1));
        assertFails(Reason.CLOSED, () -> store.compareAndDelete(KEY, 1));
        assertFails(Reason.CLOSED, () -> store.commit(Transaction.of(Operation.delete(KEY))));
        assertFails(Reason.CLOSED, () -> store.watch(KEY, new WatchRecorder()));
        assertFails(Reason.CLOSED, () -> store.lease(Duration.ofSeconds(1)));
    }

    @Test
    void callsUnderWayEndWhenTheStoreIsClosed() throws Exception {
        AtomicInteger busy = new AtomicInteger();
        inParallel(5, thread -> {
            if (thread == 4) {
                await().atMost(WatchRecorder.PATIENCE).until(() -> busy.get() >= 400);
                store.close();
            } else {
                callUntilClosed(thread, busy);
            }
        });

        assertFails(Reason.CLOSED, () -> store.get(KEY));
    }

    @Test
    void oneStoreEndsAndAnotherOnTheSameDataGoesOn() {
        KvStore other = another();
        WatchRecorder ending = record("c");
        ending.awaitState(Watch.State.CONNECTED);
        WatchRecorder going = new WatchRecorder();
        other.watch(Key.of("c"), going);
        put("c/key", "1");
        going.awaitText(KEY, "1");
        ending.awaitText(KEY, "1");
        store.close();
        other.put(KEY, utf8("2"));

        going.awaitText(KEY, "2");
        assertThat(ending.text(KEY)).contains("1");
        assertThat(ending.states()).containsExactly(Watch.State.CONNECTED);
    }

    @Test
    void aWatchMayBeClosedAfterItsStore() {
        Watch watch = store.watch(KEY, new WatchRecorder());
        store.close();
        watch.close();

        assertThat(watch.state()).isEqualTo(Watch.State.STALE);
    }

    @Test
    void aListenerMayCloseItsStore() {
        CompletableFuture<KvStore> closed = new CompletableFuture<>();
        KvStore other = another();
        other.watch(Key.of("c"), new EagerListener(() -> {
            other.close();
            closed.complete(other);
        }));

        assertThat(closed).succeedsWithin(WatchRecorder.PATIENCE);
        assertFails(Reason.CLOSED, () -> other.get(KEY));
    }

    @Test
    void noThreadIsLeftAfterTheEnd() {
        store.get(KEY);
        useAndClose(another());
        LiveThreads before = LiveThreads.now();
        for (int i = 0; i < 3; i++) {
            useAndClose(another());
        }

        before.awaitNoMore();
    }

    @Test
    void watchesThatAreOpenedAndClosedLeaveNothing() {
        WatchRecorder recorder = record("c");
        LiveThreads before = LiveThreads.now();
        int opened = 100;
        for (int i = 0; i < opened; i++) {
            WatchRecorder passing = new WatchRecorder();
            try (Watch watch = store.watch(Key.of("c"), passing)) {
                passing.awaitSnapshot();
                assertThat(watch.prefix()).isEqualTo(Key.of("c"));
            }
        }
        put("c/key", "1");
        recorder.awaitText(KEY, "1");

        // A client may have grown its own pool meanwhile, but not by the watch.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(before.more()).hasSizeLessThan(opened / 10));
    }

    @Test
    void anInterruptedCallerIsAnsweredOrToldAndStaysInterrupted() {
        put("c/key", "1");
        for (Runnable call : new Runnable[] {
            () -> store.get(KEY), () -> store.list(KEY), () -> store.put(KEY, utf8("2")), () -> store.deleteTree(KEY)
        }) {
            Thread.currentThread().interrupt();
            try {
                call.run();
            } catch (KvException told) {
                assertThat(told.reason()).isIn(Reason.INTERRUPTED, Reason.INDETERMINATE);
            }
            assertThat(Thread.interrupted()).isTrue();
        }
        put("c/key", "3");
        assertThat(text("c/key")).contains("3");
    }

    private void callUntilClosed(int thread, AtomicInteger calls) {
        Key own = Key.of("c/" + thread);
        while (true) {
            try {
                switch (thread) {
                    case 0 -> store.put(own, utf8("v" + calls.get()));
                    case 1 -> store.get(own);
                    case 2 -> store.list(Key.of("c"));
                    default -> store.deleteTree(own);
                }
                calls.incrementAndGet();
            } catch (KvException ended) {
                if (ended.reason() == Reason.CLOSED) {
                    return;
                }
                // A write under way may have happened; the next call tells.
                assertThat(ended.reason()).isEqualTo(Reason.INDETERMINATE);
            }
        }
    }

    private void useAndClose(KvStore used) {
        WatchRecorder recorder = new WatchRecorder();
        used.watch(Key.of("c"), recorder);
        recorder.awaitSnapshot();
        used.put(KEY, utf8("1"));
        recorder.awaitText(KEY, "1");
        used.put(KEY, utf8("2"), used.lease(Duration.ofSeconds(1)));
        recorder.awaitText(KEY, "2");
        used.close();
    }
}
