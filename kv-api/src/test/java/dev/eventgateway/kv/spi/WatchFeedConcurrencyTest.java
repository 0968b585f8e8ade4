package dev.eventgateway.kv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvChange;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.kv.WatchListener;
import dev.eventgateway.kv.contract.WatchRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads feed at once, what they say differs at random, and the view is the truth in the end. */
class WatchFeedConcurrencyTest {

    private static final Key PREFIX = Key.of("t");
    private static final int FEEDERS = 4;
    private static final int ROUNDS = 5_000;

    private final ExecutorService feeders = Executors.newFixedThreadPool(FEEDERS);
    private final WatchRecorder recorder = new WatchRecorder();

    @AfterEach
    void stop() {
        feeders.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverIsFedInOrderTheViewIsTheTruthInTheEnd(long seed) throws Exception {
        Truth truth = new Truth();
        try (WatchFeed feed = new WatchFeed(PREFIX, recorder, closed -> {})) {
            truth.feedListing(feed);
            run(feeder -> {
                Random random = new Random(seed * 100 + feeder);
                for (int i = 0; i < ROUNDS; i++) {
                    truth.step(feed, random);
                }
            });
            truth.write(feed, Key.of("t/last"));
            feed.connected();

            recorder.awaitState(Watch.State.CONNECTED);
            await().untilAsserted(() -> assertThat(recorder.entries()).isEqualTo(truth.entries()));
            recorder.assertSound();
        }
    }

    @Test
    void aListenerThatThrowsNowAndThenHasTheTruthInTheEnd() throws Exception {
        Truth truth = new Truth();
        AtomicInteger calls = new AtomicInteger();
        WatchListener careless = new WatchListener() {
            @Override
            public void onSnapshot(KvSnapshot snapshot) {
                recorder.onSnapshot(snapshot);
                perhapsThrow();
            }

            @Override
            public void onChanges(List<KvChange> changes) {
                perhapsThrow();
                recorder.onChanges(changes);
            }

            private void perhapsThrow() {
                if (calls.incrementAndGet() % 200 == 0) {
                    throw new IllegalStateException("thrown by the test's listener");
                }
            }
        };
        try (WatchFeed feed = new WatchFeed(PREFIX, careless, closed -> {})) {
            truth.feedListing(feed);
            run(feeder -> {
                for (int i = 0; i < ROUNDS / 5; i++) {
                    truth.write(feed, PREFIX.child("k" + i % (10 + feeder)), PREFIX.child("l" + i % (20 + feeder)));
                }
            });

            await().untilAsserted(() -> assertThat(recorder.entries()).isEqualTo(truth.entries()));
            recorder.assertSound();
        }
    }

    @Test
    void feedersThatDoNotWaitForEachOtherLoseNothing() throws Exception {
        AtomicLong revisions = new AtomicLong();
        TreeMap<Key, Long> last = new TreeMap<>();
        WatchRecorder unordered = new WatchRecorder();
        try (WatchFeed feed = new WatchFeed(PREFIX, unordered, closed -> {})) {
            feed.snapshot(new KvSnapshot(0, List.of()));
            run(feeder -> {
                for (int i = 0; i < ROUNDS; i++) {
                    Key key = PREFIX.child(feeder + "-" + i % 50);
                    long revision = revisions.incrementAndGet();
                    feed.changes(List.of(new KvChange.Put(new KvEntry(key, new byte[] {1}, revision))));
                    synchronized (last) {
                        last.put(key, revision);
                    }
                }
            });

            await().untilAsserted(() -> assertThat(unordered.entries())
                    .extracting(KvEntry::revision)
                    .containsExactlyElementsOf(last.values()));
        }
    }

    @Test
    void closingWhileManyFeedLeavesNothingBehind() throws Exception {
        for (int round = 0; round < 50; round++) {
            AtomicInteger closes = new AtomicInteger();
            AtomicInteger calls = new AtomicInteger();
            WatchListener counting = new WatchListener() {
                @Override
                public void onSnapshot(KvSnapshot snapshot) {
                    calls.incrementAndGet();
                }

                @Override
                public void onChanges(List<KvChange> changes) {
                    calls.incrementAndGet();
                }
            };
            WatchFeed feed = new WatchFeed(PREFIX, counting, closed -> closes.incrementAndGet());
            Truth truth = new Truth();
            truth.feedListing(feed);
            run(feeder -> {
                Random random = new Random(feeder);
                for (int i = 0; i < 200; i++) {
                    truth.step(feed, random);
                    if (i == 50 + feeder) {
                        feed.close();
                        int atEnd = calls.get();
                        truth.step(feed, random);
                        assertThat(calls).hasValue(atEnd);
                    }
                }
            });
            assertThat(closes).hasValue(1);
        }
    }

    private void run(IntConsumer work) throws Exception {
        List<Future<?>> running = IntStream.range(0, FEEDERS)
                .<Future<?>>mapToObj(feeder -> feeders.submit(() -> work.accept(feeder)))
                .toList();
        for (Future<?> one : running) {
            one.get();
        }
    }

    /** A store in small: what it feeds is in order, though sometimes twice, split up, or as a listing. */
    private static final class Truth {

        private final TreeMap<Key, KvEntry> entries = new TreeMap<>();
        private long revision;

        synchronized List<KvEntry> entries() {
            return List.copyOf(entries.values());
        }

        synchronized void feedListing(WatchFeed feed) {
            feed.snapshot(new KvSnapshot(revision, entries()));
        }

        synchronized void write(WatchFeed feed, Key... keys) {
            feed.changes(write(List.of(keys), false));
        }

        synchronized void step(WatchFeed feed, Random random) {
            Key one = PREFIX.child("k" + random.nextInt(60));
            Key other = PREFIX.child("l" + random.nextInt(60));
            List<KvChange> changes = write(List.of(one, other), random.nextInt(3) == 0);
            switch (random.nextInt(100)) {
                case 0 -> feedListing(feed);
                case 1 -> feed.reset(new KvSnapshot(revision, entries()));
                case 2 -> {
                    feed.stale();
                    feedListing(feed);
                    feed.connected();
                }
                case 3 -> {
                    feed.changes(changes.subList(0, 1));
                    feed.changes(changes);
                }
                default -> feed.changes(changes);
            }
        }

        private List<KvChange> write(List<Key> keys, boolean delete) {
            revision++;
            List<KvChange> changes = new ArrayList<>();
            for (Key key : keys) {
                if (delete) {
                    entries.remove(key);
                    changes.add(new KvChange.Delete(key, revision));
                } else {
                    KvEntry entry = new KvEntry(key, new byte[] {(byte) revision}, revision);
                    entries.put(key, entry);
                    changes.add(new KvChange.Put(entry));
                }
            }
            return changes;
        }
    }
}
