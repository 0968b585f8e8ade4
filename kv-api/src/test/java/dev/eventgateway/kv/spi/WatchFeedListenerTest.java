package dev.eventgateway.kv.spi;

import static dev.eventgateway.kv.spi.Diary.delete;
import static dev.eventgateway.kv.spi.Diary.entry;
import static dev.eventgateway.kv.spi.Diary.listing;
import static dev.eventgateway.kv.spi.Diary.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvChange;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.kv.WatchListener;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listeners that are slow, throw, or are interrupted. */
class WatchFeedListenerTest {

    /** Each call takes one permit before it is written down. */
    private final Semaphore permits = new Semaphore(0);

    /** As many calls throw after they are written down. */
    private final AtomicInteger faults = new AtomicInteger();

    private final Diary diary = new Diary();
    private final WatchFeed feed = new WatchFeed(Key.of("t"), new Difficult(), closed -> {});

    @AfterEach
    void close() {
        permits.release(1_000);
        feed.close();
    }

    @Test
    void aSlowListenerGetsTheLastChangeOfEachKeyInTheOrderOfRevisions() {
        begin();
        feed.changes(List.of(put("t/first", "1", 2)));
        awaitBusy();
        for (int i = 3; i <= 5_000; i++) {
            feed.changes(List.of(put("t/" + i % 3, "v" + i, i)));
        }
        permits.release(2);

        diary.awaitLines("@1", "+t/first=1:2", "+t/0=v4998:4998 +t/1=v4999:4999 +t/2=v5000:5000");
    }

    @Test
    void aDeleteIsToldEvenWhereThePutBeforeItWasNot() {
        begin();
        feed.changes(List.of(put("t/first", "1", 2)));
        awaitBusy();
        feed.changes(List.of(put("t/a", "1", 3)));
        feed.changes(List.of(delete("t/a", 4)));
        permits.release(2);

        diary.awaitLines("@1", "+t/first=1:2", "-t/a:4");
    }

    @Test
    void aResetOvertakesTheChangesBeforeIt() {
        begin();
        feed.changes(List.of(put("t/first", "1", 2)));
        awaitBusy();
        feed.changes(List.of(put("t/a", "1", 3)));
        feed.reset(listing(2, entry("t/b", "2", 1)));
        feed.changes(List.of(put("t/c", "3", 4)));
        permits.release(10);

        diary.awaitLines("@1", "+t/first=1:2", "@2 t/b=2:1", "+t/c=3:4");
    }

    @Test
    void aStateComesAfterTheDataThatWasFedBeforeIt() {
        begin();
        feed.changes(List.of(put("t/first", "1", 2)));
        awaitBusy();
        feed.connected();
        feed.changes(List.of(put("t/a", "1", 3)));
        feed.stale();
        feed.changes(List.of(put("t/a", "2", 4)));
        permits.release(10);

        diary.awaitLines("@1", "+t/first=1:2", "CONNECTED", "+t/a=2:4", "STALE");
    }

    @Test
    void statesThatASlowListenerMissedAreNotTold() {
        begin();
        feed.changes(List.of(put("t/first", "1", 2)));
        awaitBusy();
        feed.connected();
        feed.stale();
        feed.changes(List.of(put("t/a", "1", 3)));
        feed.connected();
        feed.stale();
        feed.connected();
        permits.release(10);

        diary.awaitLines("@1", "+t/first=1:2", "+t/a=1:3", "CONNECTED");
    }

    @Test
    void aListenerThatThrowsIsGivenTheWholeTreeAfreshAndTheStateAfterIt() {
        begin();
        faults.set(1);
        feed.changes(List.of(put("t/a", "1", 2)));
        awaitBusy();
        feed.connected();
        feed.changes(List.of(put("t/b", "2", 3)));
        permits.release(10);

        diary.awaitLines("@1", "+t/a=1:2", "@3 t/a=1:2 t/b=2:3", "CONNECTED");
    }

    @Test
    void aListenerThatKeepsThrowingIsTriedAgainWithoutANewChange() {
        faults.set(4);
        permits.release(10);
        feed.snapshot(listing(1, entry("t/a", "1", 1)));

        diary.awaitLines("@1 t/a=1:1", "@1 t/a=1:1", "@1 t/a=1:1", "@1 t/a=1:1", "@1 t/a=1:1");
        feed.changes(List.of(put("t/b", "2", 2)));
        await().until(() -> diary.lines().contains("+t/b=2:2"));
    }

    @Test
    void aListenerThatRecoversEachTimeIsNeverMadeToWait() {
        begin();
        permits.release(1_000);
        for (int i = 2; i <= 20; i++) {
            faults.set(1);
            feed.changes(List.of(put("t/a", "1", i)));
            String snapshot = "@" + i + " t/a=1:" + i;
            await().until(() -> diary.lines().contains(snapshot));
        }

        assertThat(diary.lines()).hasSize(1 + 2 * 19);
    }

    @Test
    void aListenerThatThrowsOnAStateHasBeenTold() {
        begin();
        faults.set(1);
        permits.release(10);
        feed.connected();
        diary.awaitLines("@1", "CONNECTED");
        feed.changes(List.of(put("t/a", "1", 2)));

        diary.awaitLines("@1", "CONNECTED", "+t/a=1:2");
    }

    @Test
    void aListenerThatLeavesItsThreadInterruptedIsToldTheRest() {
        Diary second = new Diary();
        WatchListener interrupting = new WatchListener() {
            @Override
            public void onSnapshot(KvSnapshot snapshot) {
                second.onSnapshot(snapshot);
                Thread.currentThread().interrupt();
            }

            @Override
            public void onChanges(List<KvChange> changes) {
                second.onChanges(changes);
            }
        };
        try (WatchFeed other = new WatchFeed(Key.of("t"), interrupting, closed -> {})) {
            other.snapshot(listing(1));
            second.awaitLines("@1");
            other.changes(List.of(put("t/a", "1", 2)));

            second.awaitLines("@1", "+t/a=1:2");
        }
    }

    private void begin() {
        permits.release();
        feed.snapshot(listing(1));
        diary.awaitLines("@1");
    }

    private void awaitBusy() {
        await().until(permits::hasQueuedThreads);
        assertThat(permits.availablePermits()).isZero();
    }

    private final class Difficult implements WatchListener {

        @Override
        public void onSnapshot(KvSnapshot snapshot) {
            permits.acquireUninterruptibly();
            diary.onSnapshot(snapshot);
            perhapsThrow();
        }

        @Override
        public void onChanges(List<KvChange> changes) {
            permits.acquireUninterruptibly();
            diary.onChanges(changes);
            perhapsThrow();
        }

        @Override
        public void onState(Watch.State state) {
            permits.acquireUninterruptibly();
            diary.onState(state);
            perhapsThrow();
        }

        private void perhapsThrow() {
            if (faults.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new AssertionError("thrown by the test's listener");
            }
        }
    }
}
