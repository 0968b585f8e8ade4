package dev.eventgateway.kv.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvStore;
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
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Three writers, each with keys of its own, and what they were answered: for each key the value that it must have, and
 * those that it may have because an answer said that a write may have happened, be it later.
 */
public final class Ledger implements AutoCloseable {

    private static final int WRITERS = 3;
    private static final int KEYS = 20;
    private static final int DELETES = 7;

    private final KvStore store;
    private final Key prefix;
    private final Duration allowed;
    private final List<Thread> writers = new ArrayList<>();
    private final Map<Key, Optional<String>> acknowledged = new ConcurrentHashMap<>();
    private final Map<Key, Set<Optional<String>>> indeterminate = new ConcurrentHashMap<>();
    private final Map<Reason, AtomicLong> failed = new ConcurrentHashMap<>();
    private final Set<String> late = ConcurrentHashMap.newKeySet();
    private final AtomicLong count = new AtomicLong();
    /** Read by whoever writes, written by whoever wants that nobody does. */
    private final ReadWriteLock writing = new ReentrantReadWriteLock(true);

    private volatile boolean ended;

    /** Starts to write through {@code store}, each call of which must be answered within {@code allowed}. */
    public Ledger(KvStore store, Key prefix, Duration allowed) {
        this.store = store;
        this.prefix = prefix;
        this.allowed = allowed;
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            writers.add(new Thread(() -> write(writer), "writer " + i));
        }
        writers.forEach(Thread::start);
    }

    /** {@return how many writes were acknowledged} */
    public long acknowledged() {
        return count.get();
    }

    /** {@return how many writes were not} */
    public long failures() {
        return failed.values().stream().mapToLong(AtomicLong::get).sum();
    }

    /** {@return how many writes failed with {@code reason}} */
    public long failures(Reason reason) {
        return failed.getOrDefault(reason, new AtomicLong()).get();
    }

    /** Waits until this many more writes were acknowledged. */
    public void awaitAcknowledged(int more) {
        long before = acknowledged();
        await("writes").atMost(WatchRecorder.PATIENCE).until(() -> acknowledged() >= before + more);
    }

    /** Waits until one more write has failed. */
    public void awaitFailure() {
        long before = failures();
        await("a failure").atMost(WatchRecorder.PATIENCE).until(() -> failures() > before);
    }

    /** Nothing that was written so far counts any more: the store is to lose it. Waits for what is being written. */
    public void forget() {
        writing.writeLock().lock();
        try {
            acknowledged.clear();
            indeterminate.clear();
        } finally {
            writing.writeLock().unlock();
        }
    }

    /** Waits until the last write is answered; no more follow. */
    public void end() {
        ended = true;
        for (Thread writer : writers) {
            await("writer").atMost(WatchRecorder.PATIENCE).until(() -> !writer.isAlive());
        }
    }

    /** Every entry is one that its writer was told of, nothing is missing, and every failure had a reason to be. */
    public void assertHolds(List<KvEntry> entries) {
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
        end();
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

    private void write(int writer) {
        for (int i = 0; !ended; i++) {
            Key key = prefix.child("writer-" + writer).child("key-" + i % KEYS);
            Optional<String> value = i % DELETES == DELETES - 1 ? Optional.empty() : Optional.of(writer + "-" + i);
            writing.readLock().lock();
            try {
                write(key, value);
            } finally {
                writing.readLock().unlock();
            }
        }
    }

    private void write(Key key, Optional<String> value) {
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

    private void note(KvException refused, Key key, Optional<String> value) {
        failed.computeIfAbsent(refused.reason(), reason -> new AtomicLong()).incrementAndGet();
        if (refused.reason() == Reason.INDETERMINATE) {
            indeterminate
                    .computeIfAbsent(key, none -> ConcurrentHashMap.newKeySet())
                    .add(value);
        }
    }
}
