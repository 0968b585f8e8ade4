package dev.eventgateway.kv.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.Watch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Watches: a snapshot, then every change, in order, of exactly what lies below the prefix. */
public abstract class KvWatchContract extends KvStoreContract {

    private static final Key PREFIX = Key.of("w");

    @Test
    void watch() {
        put("w/key", "world");
        WatchRecorder recorder = new WatchRecorder();
        Watch watch = store.watch(Key.of("w/key"), recorder);
        recorder.awaitSnapshot();
        assertThat(recorder.text(Key.of("w/key"))).contains("world");
        recorder.awaitState(Watch.State.CONNECTED);
        assertThat(watch.state()).isEqualTo(Watch.State.CONNECTED);
        assertThat(watch.prefix()).isEqualTo(Key.of("w/key"));

        for (String value : List.of("world!", "world!!")) {
            long revision = put("w/key", value);
            recorder.awaitText(Key.of("w/key"), value);
            assertThat(recorder.revision()).isEqualTo(revision);
        }
        assertThat(recorder.changes()).isEqualTo(2);
    }

    @Test
    void watchTree() {
        put("w/node1", "node1");
        put("w/node2", "node2");
        WatchRecorder recorder = record("w");
        assertThat(recorder.entries()).isEqualTo(store.list(PREFIX).entries());

        put("w/node3/deep/er", "node3");
        recorder.awaitText(Key.of("w/node3/deep/er"), "node3");
        put("w/node1", "changed");
        recorder.awaitText(Key.of("w/node1"), "changed");
        store.delete(Key.of("w/node2"));
        recorder.awaitGone(Key.of("w/node2"));

        recorder.awaitEqualTo(store, PREFIX);
        assertThat(recorder.resets()).isZero();
    }

    @Test
    void anAbsentPrefixGivesAnEmptySnapshotFirst() {
        WatchRecorder recorder = record("w/not/there/yet");
        assertThat(recorder.entries()).isEmpty();

        put("w/not/there/yet/key", "1");
        recorder.awaitText(Key.of("w/not/there/yet/key"), "1");
        store.deleteTree(Key.of("w/not"));
        recorder.awaitGone(Key.of("w/not/there/yet/key"));
        put("w/not/there/yet", "2");

        recorder.awaitText(Key.of("w/not/there/yet"), "2");
        assertThat(recorder.resets()).isZero();
    }

    @Test
    void aDeleteCarriesTheRevisionOfItsWriteOrALaterOne() {
        put("w/key", "1");
        WatchRecorder recorder = record("w");
        long deleted = store.commit(
                        Transaction.when(Guard.exists(Key.of("w/key"))).then(Operation.delete(Key.of("w/key"))))
                .revision()
                .orElseThrow();

        recorder.awaitGone(Key.of("w/key"));

        assertThat(recorder.revision()).isGreaterThanOrEqualTo(deleted);
    }

    @Test
    void allThatATransactionWroteArrives() {
        store.commit(Transaction.of(
                Operation.put(Key.of("w/a"), utf8("1")),
                Operation.put(Key.of("w/b"), utf8("1")),
                Operation.put(Key.of("elsewhere"), utf8("1"))));
        WatchRecorder recorder = record("w");

        long revision = store.commit(Transaction.of(
                        Operation.put(Key.of("w/c/d"), utf8("2")),
                        Operation.put(Key.of("w/b"), utf8("2")),
                        Operation.delete(Key.of("w/a")),
                        Operation.delete(Key.of("w/never/was")),
                        Operation.put(Key.of("elsewhere"), utf8("2"))))
                .revision()
                .orElseThrow();
        recorder.awaitEqualTo(store, PREFIX);

        assertThat(recorder.entries())
                .containsExactly(
                        new KvEntry(Key.of("w/b"), utf8("2"), revision),
                        new KvEntry(Key.of("w/c/d"), utf8("2"), revision));
        assertThat(recorder.resets()).isZero();
    }

    @Test
    void whatIsRefusedOrElsewhereIsNotSeen() {
        put("w/key", "1");
        WatchRecorder recorder = record("w");

        store.commit(Transaction.when(Guard.absent(Key.of("w/key"))).then(Operation.put(Key.of("w/other"), utf8("2"))));
        put("elsewhere", "3");
        put("wx", "4");
        put("w.x/y", "5");
        store.delete(Key.of("w/missing"));
        store.deleteTree(Key.of("wx"));
        put("w/last", "6");
        recorder.awaitText(Key.of("w/last"), "6");

        assertThat(recorder.changes()).isEqualTo(1);
        assertThat(recorder.snapshots()).isEqualTo(1);
    }

    @Test
    void whatNeverWasIsNotToldAsDeleted() {
        put("w/key", "1");
        WatchRecorder recorder = record("w");
        Key never = Key.of("w/never");

        store.commit(Transaction.when(Guard.absent(never)).then(Operation.put(Key.of("w/key"), utf8("2"))));
        recorder.awaitText(Key.of("w/key"), "2");
        store.commit(Transaction.of(Operation.delete(never)));
        store.commit(Transaction.of(Operation.delete(never), Operation.put(Key.of("w/key"), utf8("3"))));
        recorder.awaitText(Key.of("w/key"), "3");

        assertThat(recorder.changes()).isEqualTo(2);
    }

    @Test
    void everyPutOfOneWriterIsFollowed() {
        WatchRecorder recorder = record("w");
        for (int i = 0; i < 200; i++) {
            put("w/" + i % 7, "v" + i);
        }

        recorder.awaitEqualTo(store, PREFIX);
        assertThat(recorder.resets()).isZero();
        assertThat(recorder.changes()).isBetween(7L, 200L);
    }

    @Test
    void aKeyThatComesAndGoesEndsAsItIs() {
        WatchRecorder recorder = record("w");
        for (int i = 0; i < 50; i++) {
            put("w/flicker", "v" + i);
            store.delete(Key.of("w/flicker"));
            store.putIfAbsent(Key.of("w/flicker/below"), utf8("v" + i));
            store.deleteTree(PREFIX);
        }
        put("w/flicker", "last");

        recorder.awaitEqualTo(store, PREFIX);
    }

    @Test
    void watchesOfOneStoreSeeEachTheirOwnTree() {
        WatchRecorder all = record("w");
        WatchRecorder same = record("w");
        WatchRecorder part = record("w/part");
        put("w/part/a", "1");
        put("w/b", "2");
        put("w/part", "3");

        all.awaitEqualTo(store, PREFIX);
        same.awaitEqualTo(store, PREFIX);
        part.awaitEqualTo(store, Key.of("w/part"));
        assertThat(part.entries()).hasSize(2);
        assertThat(all.entries()).hasSize(3).isEqualTo(same.entries());
    }

    @Test
    void aWatchSeesWhatAnotherStoreWrites() {
        WatchRecorder recorder = record("w");
        KvStore other = another();
        long revision = other.put(Key.of("w/key"), utf8("1"));
        recorder.awaitText(Key.of("w/key"), "1");
        assertThat(recorder.revision()).isEqualTo(revision);

        other.close();
        put("w/key", "2");
        recorder.awaitText(Key.of("w/key"), "2");
    }

    @Test
    void aWatchThatIsClosedHearsNothingMoreAndOthersGoOn() {
        WatchRecorder closed = new WatchRecorder();
        Watch watch = store.watch(PREFIX, closed);
        closed.awaitSnapshot();
        closed.awaitState(Watch.State.CONNECTED);
        WatchRecorder open = record("w");
        watch.close();
        watch.close();
        put("w/key", "1");

        open.awaitText(Key.of("w/key"), "1");
        assertThat(closed.entries()).isEmpty();
        assertThat(watch.state()).isEqualTo(Watch.State.STALE);
        assertThat(closed.states()).containsExactly(Watch.State.CONNECTED);
    }

    @Test
    void aWatchIsClosedBeforeItsFirstSnapshotWithoutHarm() {
        for (int i = 0; i < 20; i++) {
            store.watch(PREFIX, new WatchRecorder()).close();
        }
        WatchRecorder recorder = record("w");
        put("w/key", "1");

        recorder.awaitText(Key.of("w/key"), "1");
        await().untilAsserted(() -> assertThat(recorder.states()).containsExactly(Watch.State.CONNECTED));
    }
}
