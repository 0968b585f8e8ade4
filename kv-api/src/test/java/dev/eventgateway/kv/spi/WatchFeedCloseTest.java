package dev.eventgateway.kv.spi;

import static dev.eventgateway.kv.spi.Diary.listing;
import static dev.eventgateway.kv.spi.Diary.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvChange;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.WatchListener;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a feed ends. */
class WatchFeedCloseTest {

    private final AtomicInteger closes = new AtomicInteger();

    @Test
    void noThreadIsLeftAndTheBackEndHearsOfItOnce() {
        WatchFeed feed = new WatchFeed(Key.of("ends"), new Diary(), closed -> closes.incrementAndGet());
        assertThat(threads("ends")).hasSize(1).allMatch(Thread::isDaemon);
        feed.close();
        feed.close();

        assertThat(threads("ends")).isEmpty();
        assertThat(closes).hasValue(1);
    }

    @Test
    void aListenerMayCloseItsOwnWatchAndHearsNothingMore() {
        CompletableFuture<WatchFeed> own = new CompletableFuture<>();
        Diary diary = new Diary();
        CountDownLatch fed = new CountDownLatch(1);
        WatchFeed feed = new WatchFeed(
                Key.of("own"),
                new OnSnapshot(diary, () -> {
                    awaitUninterruptibly(fed);
                    own.join().close();
                }),
                closed -> closes.incrementAndGet());
        own.complete(feed);
        feed.snapshot(listing(1));
        feed.changes(List.of(put("own/a", "1", 2)));
        feed.connected();
        fed.countDown();

        await().untilAsserted(() -> assertThat(threads("own")).isEmpty());
        assertThat(diary.lines()).hasSize(1).allMatch(line -> line.startsWith("@"));
        assertThat(closes).hasValue(1);
    }

    @Test
    void closingWaitsForACallThatIsUnderWay() {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger finished = new AtomicInteger();
        Diary diary = new Diary();
        WatchFeed feed = new WatchFeed(
                Key.of("busy"),
                new OnSnapshot(diary, () -> {
                    begun.countDown();
                    await().until(() -> closes.get() == 1);
                    finished.incrementAndGet();
                }),
                closed -> closes.incrementAndGet());
        feed.snapshot(listing(1));
        awaitUninterruptibly(begun);
        feed.close();

        assertThat(finished).hasValue(1);
        assertThat(threads("busy")).isEmpty();
    }

    @Test
    @Timeout(20)
    void manyListenersThatHangAreInterruptedInTheTimeOfOne() {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(40);
        List<WatchFeed> feeds = IntStream.range(0, 40)
                .mapToObj(i -> new WatchFeed(
                        Key.of("hang"),
                        new OnSnapshot(new Diary(), () -> {
                            begun.countDown();
                            hang(never);
                        }),
                        closed -> closes.incrementAndGet()))
                .toList();
        feeds.forEach(feed -> feed.snapshot(listing(1)));
        awaitUninterruptibly(begun);
        WatchFeed.closeAll(feeds);

        await().untilAsserted(() -> assertThat(threads("hang")).isEmpty());
        assertThat(closes).hasValue(40);
    }

    @Test
    void anInterruptedThreadClosesProperlyAndStaysInterrupted() {
        WatchFeed feed = new WatchFeed(Key.of("flag"), new Diary(), closed -> closes.incrementAndGet());
        Thread.currentThread().interrupt();
        feed.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(threads("flag")).isEmpty();
    }

    private static List<Thread> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("kv-watch " + prefix))
                .toList();
    }

    private static void hang(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        await().until(() -> latch.getCount() == 0);
    }

    private record OnSnapshot(Diary diary, Runnable work) implements WatchListener {

        @Override
        public void onSnapshot(KvSnapshot snapshot) {
            diary.onSnapshot(snapshot);
            work.run();
        }

        @Override
        public void onChanges(List<KvChange> changes) {
            diary.onChanges(changes);
        }
    }
}
