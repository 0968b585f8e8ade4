package dev.eventgateway.kv.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvChange;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.Watch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The recorder notices whatever breaks a promise: a contract test is worth no more than that. */
class WatchRecorderTest {

    private static final KvEntry A = entry("a", 3);
    private static final KvEntry B = entry("b", 5);

    private final WatchRecorder recorder = new WatchRecorder();

    @Test
    void whatKeepsThePromisesIsFolded() {
        recorder.onSnapshot(new KvSnapshot(5, List.of(A, B)));
        recorder.onState(Watch.State.CONNECTED);
        recorder.onChanges(List.of(put("c", 6), put("d", 6), delete("a", 7)));
        recorder.onState(Watch.State.STALE);
        recorder.onSnapshot(new KvSnapshot(2, List.of(entry("a", 1))));
        recorder.onChanges(List.of(put("a", 3)));

        recorder.awaitEntries(List.of(entry("a", 3)));
        assertThat(recorder.resets()).isEqualTo(1);
        assertThat(recorder.snapshots()).isEqualTo(2);
        assertThat(recorder.changes()).isEqualTo(4);
        assertThat(recorder.changeCalls()).isEqualTo(2);
        assertThat(recorder.revision()).isEqualTo(3);
        assertThat(recorder.smallest()).isEqualTo(1);
        assertThat(recorder.states()).containsExactly(Watch.State.CONNECTED, Watch.State.STALE);
        recorder.onSnapshot(new KvSnapshot(3, List.of()));
        assertThat(recorder.smallest()).isZero();
        recorder.forgetSmallest();
        recorder.onChanges(List.of(put("x", 4)));
        assertThat(recorder.smallest()).isZero();
    }

    @Test
    void aCallBeforeTheFirstSnapshotIsABreach() {
        recorder.onChanges(List.of(put("a", 1)));
        assertBreach("changes before the first snapshot");
    }

    @Test
    void aStateBeforeTheFirstSnapshotIsABreach() {
        recorder.onState(Watch.State.CONNECTED);
        assertBreach("state CONNECTED before the first snapshot");
    }

    @Test
    void aStateToldTwiceIsABreach() {
        recorder.onSnapshot(new KvSnapshot(5, List.of()));
        recorder.onState(Watch.State.STALE);
        assertBreach("state STALE announced twice");
    }

    @Test
    void aSnapshotOutOfOrderIsABreach() {
        recorder.onSnapshot(new KvSnapshot(5, List.of(B, A)));
        assertBreach("snapshot out of key order");
    }

    @Test
    void aSnapshotOlderThanItsEntriesIsABreach() {
        recorder.onSnapshot(new KvSnapshot(4, List.of(A, B)));
        assertBreach("snapshot of 4 has newer b");
    }

    @Test
    void aCallWithoutChangesIsABreach() {
        recorder.onSnapshot(new KvSnapshot(5, List.of(A, B)));
        recorder.onChanges(List.of());
        assertBreach("a call without changes");
    }

    @Test
    void twoChangesOfOneKeyInOneCallAreABreach() {
        recorder.onSnapshot(new KvSnapshot(5, List.of(A, B)));
        recorder.onChanges(List.of(put("a", 6), delete("a", 7)));
        assertBreach("two changes in one call");
    }

    @Test
    void aStepBackIsABreach() {
        recorder.onSnapshot(new KvSnapshot(5, List.of(A, B)));
        recorder.onChanges(List.of(put("a", 8)));
        recorder.onChanges(List.of(put("b", 7)));
        assertBreach("revisions go back from 8");
    }

    @Test
    void aChangeThatTheSnapshotHasIsABreach() {
        recorder.onSnapshot(new KvSnapshot(5, List.of(A, B)));
        recorder.onChanges(List.of(put("c", 5)));
        assertBreach("not newer than the snapshot of 5");
    }

    @Test
    void aChangeToldTwiceIsABreach() {
        recorder.onSnapshot(new KvSnapshot(5, List.of(A, B)));
        recorder.onChanges(List.of(delete("a", 6)));
        recorder.onChanges(List.of(delete("a", 6)));
        assertBreach("not newer than 6 of its key");
    }

    private void assertBreach(String what) {
        assertThatThrownBy(recorder::assertSound)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(what);
    }

    private static KvEntry entry(String key, long revision) {
        return new KvEntry(Key.of(key), new byte[] {1}, revision);
    }

    private static KvChange put(String key, long revision) {
        return new KvChange.Put(entry(key, revision));
    }

    private static KvChange delete(String key, long revision) {
        return new KvChange.Delete(Key.of(key), revision);
    }
}
