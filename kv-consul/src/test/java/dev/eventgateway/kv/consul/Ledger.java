package dev.eventgateway.kv.consul;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.contract.WatchRecorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Three writers, each with keys of its own, and what they were answered: for each key the value that it must have, and
 * those that it may have because an answer said that a write may have happened, be it later.
 */
final class Ledger implements AutoCloseable {

    private static final int WRITERS = 3;
    private static final int KEYS = 20;

    private final KvStore store;
    private final Key prefix;
    private final Duration allowed;
    private final List<Thread> writers = new ArrayList<>();
    private final Map<Key, Optional<String>> acknowledged = new ConcurrentHashMap<>();
    private final Map<Key, Set<Optional<String>>> indeterminate = new ConcurrentHashMap<>();
    private final Map<Reason, AtomicLong> failed = new ConcurrentHashMap<>();
    private final Set<String> late = ConcurrentHashMap.newKeySet();
    private final AtomicLong count = new AtomicLong();
    private volatile boolean ended;

    /** Starts to write through {@code store}, each call of which must be answered within {@code allowed}. */
    Ledger(KvStore store, Key prefix, Duration allowed) {
        this.store = store;
        this.prefix = prefix;
        this.allowed = allowed;
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            writers.add(new Thread(() -> write(writer), "writer " + i));
        }
        writers.forEach(Thread::start);
    }

    /** Waits until this many more writes were acknowledged. */
    void awaitAcknowledged(int more) {
        long before = count.get();
        await("writes").atMost(WatchRecorder.PATIENCE).until(() -> count.get() >= before + more);
    }

    /** Waits until one more write has failed. */
    void awaitFailure() {
        long before = failures();
        await("a failure").atMost(WatchRecorder.PATIENCE).until(() -> failures() > before);
    }

    /** Every entry is one that its writer was told of, nothing is missing, and every failure had a reason to be. */
    void assertHolds(List<KvEntry> entries) {
        assertThat(failed.keySet()).isSubsetOf(Reason.UNAVAILABLE, Reason.INDETERMINATE);
        assertThat(late).as("answers after the deadline").isEmpty();
        Map<Key, String> found = new HashMap<>();
        entries.stream()
                .filter(entry -> entry.key().startsWith(prefix))
                .forEach(entry -> found.put(entry.key(), entry.text()));
        Set<Key> known = new HashSet<>(acknowledged.keySet());
        known.addAll(indeterminate.keySet());
        assertThat(known).containsAll(found.keySet());
        for (Key key : known) {
            assertThat(Optional.ofNullable(found.get(key))).as(key.toString()).isIn(possible(key));
        }
    }

    @Override
    public void close() {
        ended = true;
        for (Thread writer : writers) {
            await("writer").atMost(WatchRecorder.PATIENCE).until(() -> !writer.isAlive());
        }
    }

    @Override
    public String toString() {
        return "acknowledged " + count + ", failed " + failed;
    }

    private Set<Optional<String>> possible(Key key) {
        Set<Optional<String>> possible = new HashSet<>(indeterminate.getOrDefault(key, Set.of()));
        possible.add(acknowledged.getOrDefault(key, Optional.empty()));
        return possible;
    }

    private long failures() {
        return failed.values().stream().mapToLong(AtomicLong::get).sum();
    }

    private void write(int writer) {
        for (int i = 0; !ended; i++) {
            Key key = prefix.child("writer-" + writer).child("key-" + i % KEYS);
            Optional<String> value = i % 7 == 6 ? Optional.empty() : Optional.of(writer + "-" + i);
            long start = System.nanoTime();
            try {
                value.ifPresentOrElse(text -> store.put(key, text.getBytes(UTF_8)), () -> store.delete(key));
                acknowledged.put(key, value);
                count.incrementAndGet();
            } catch (KvException refused) {
                note(refused, key, value);
            }
            if (System.nanoTime() - start > allowed.toNanos()) {
                late.add(key.toString());
            }
        }
    }

    private void note(KvException refused, Key key, Optional<String> value) {
        failed.computeIfAbsent(refused.reason(), reason -> new AtomicLong()).incrementAndGet();
        if (refused.reason() == Reason.INDETERMINATE) {
            indeterminate
                    .computeIfAbsent(key, none -> ConcurrentHashMap.newKeySet())
                    .add(value);
        }
    }
}
