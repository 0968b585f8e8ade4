package dev.eventgateway.kv.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvChange;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.kv.WatchListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A listener that folds what it is told into a view, and notes every breach of what {@link WatchListener} promises. A
 * breach surfaces in each method that waits and in {@link #assertSound}. Safe for use by many threads.
 */
public final class WatchRecorder implements WatchListener {

    /** How long the methods that wait do so at most. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private final NavigableMap<Key, KvEntry> view = new TreeMap<>();
    private final Map<Key, Long> lastOfKey = new HashMap<>();
    private final List<Watch.State> states = new ArrayList<>();
    private final List<String> breaches = new ArrayList<>();
    private int snapshots;
    private int changeCalls;
    private long changes;
    private long floor;
    private long revision;
    private int smallest = Integer.MAX_VALUE;

    @Override
    public synchronized void onSnapshot(KvSnapshot snapshot) {
        snapshots++;
        view.clear();
        lastOfKey.clear();
        for (KvEntry entry : snapshot.entries()) {
            expect(
                    view.isEmpty() || view.lastKey().compareTo(entry.key()) < 0,
                    "snapshot out of key order at " + entry);
            expect(
                    entry.revision() <= snapshot.revision(),
                    "snapshot of " + snapshot.revision() + " has newer " + entry);
            view.put(entry.key(), entry);
            lastOfKey.put(entry.key(), entry.revision());
        }
        floor = snapshot.revision();
        revision = snapshot.revision();
        measure();
    }

    @Override
    public synchronized void onChanges(List<KvChange> batch) {
        expect(snapshots > 0, "changes before the first snapshot");
        expect(!batch.isEmpty(), "a call without changes");
        changeCalls++;
        changes += batch.size();
        Set<Key> keys = new HashSet<>();
        for (KvChange change : batch) {
            expect(keys.add(change.key()), "two changes in one call, the second: " + change);
            fold(change);
        }
        measure();
    }

    @Override
    public synchronized void onState(Watch.State state) {
        expect(snapshots > 0, "state " + state + " before the first snapshot");
        expect(state != told(), "state " + state + " announced twice");
        states.add(state);
    }

    /** {@return the entries of the tree, as told, in key order} */
    public synchronized List<KvEntry> entries() {
        return List.copyOf(view.values());
    }

    /** {@return the value of {@code key} read as UTF-8, as told} */
    public synchronized Optional<String> text(Key key) {
        return Optional.ofNullable(view.get(key)).map(KvEntry::text);
    }

    /** {@return the revision that the view has reached} */
    public synchronized long revision() {
        return revision;
    }

    /** {@return how many snapshots came} */
    public synchronized int snapshots() {
        return snapshots;
    }

    /** {@return how many snapshots came after the first} */
    public synchronized int resets() {
        return Math.max(0, snapshots - 1);
    }

    /** {@return how many calls brought changes} */
    public synchronized int changeCalls() {
        return changeCalls;
    }

    /** {@return how many changes came in all} */
    public synchronized long changes() {
        return changes;
    }

    /** {@return the states announced so far} */
    public synchronized List<Watch.State> states() {
        return List.copyOf(states);
    }

    /** {@return how often it was announced that the view may be out of date} */
    public int stales() {
        return (int)
                states().stream().filter(state -> state == Watch.State.STALE).count();
    }

    /** {@return the fewest entries that the view ever had after a call: 0 betrays a false empty} */
    public synchronized int smallest() {
        return smallest;
    }

    /** Forgets {@link #smallest}, which from now on starts at the view of this moment. */
    public synchronized void forgetSmallest() {
        smallest = view.size();
    }

    /** Fails if any call so far broke a promise. */
    public synchronized void assertSound() {
        assertThat(breaches).as("breaches of the listener's contract").isEmpty();
    }

    /** Waits for the first snapshot. */
    public void awaitSnapshot() {
        patiently("first snapshot").until(() -> snapshots() > 0);
        assertSound();
    }

    /** Waits until the last state announced is {@code state}. */
    public void awaitState(Watch.State state) {
        patiently("state " + state).until(() -> told() == state);
        assertSound();
    }

    /** Waits until the value of {@code key} is {@code text}. */
    public void awaitText(Key key, String text) {
        patiently(key + " = " + text).untilAsserted(() -> assertThat(text(key)).contains(text));
        assertSound();
    }

    /** Waits until {@code key} is gone. */
    public void awaitGone(Key key) {
        patiently(key + " gone").untilAsserted(() -> assertThat(text(key)).isEmpty());
        assertSound();
    }

    /**
     * Waits until the view is what {@code store} lists below {@code prefix}, entry by entry, revisions included. Lists
     * once: nobody may be writing any more.
     */
    public void awaitEqualTo(KvStore store, Key prefix) {
        awaitEntries(store.list(prefix).entries());
    }

    /** Waits until the view consists of {@code expected}, revisions included. */
    public void awaitEntries(List<KvEntry> expected) {
        try {
            patiently("view equal to the store").until(() -> entries().equals(expected));
        } catch (ConditionTimeoutException late) {
            assertThat(entries()).isEqualTo(expected);
        }
        assertSound();
    }

    private static ConditionFactory patiently(String what) {
        return await(what).atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20));
    }

    private synchronized Watch.State told() {
        return states.isEmpty() ? Watch.State.STALE : states.get(states.size() - 1);
    }

    private void fold(KvChange change) {
        expect(change.revision() >= revision, "revisions go back from " + revision + " with " + change);
        expect(change.revision() > floor, "not newer than the snapshot of " + floor + ": " + change);
        Long before = lastOfKey.put(change.key(), change.revision());
        expect(before == null || change.revision() > before, "not newer than " + before + " of its key: " + change);
        revision = Math.max(revision, change.revision());
        if (change instanceof KvChange.Put put) {
            view.put(put.key(), put.entry());
        } else {
            view.remove(change.key());
        }
    }

    private void measure() {
        smallest = Math.min(smallest, view.size());
    }

    private void expect(boolean kept, String breach) {
        if (!kept && breaches.size() < 20) {
            breaches.add(breach);
        }
    }
}
