package dev.eventgateway.kv.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Watches while several write: no gap, no step back, and the ledger of the writers is the view in the end. */
public abstract class KvWatchLoadContract extends KvStoreContract {

    private static final Key PREFIX = Key.of("load");
    private static final int WRITERS = 3;
    private static final int WRITES = 250;

    /** What each key was last written to; every key has one writer. */
    private final Map<Key, Last> ledger = new ConcurrentHashMap<>();

    @Test
    void noWriteOfSeveralWritersIsMissed() throws Exception {
        WatchRecorder before = record("load");
        List<WatchRecorder> during = new ArrayList<>();

        inParallel(WRITERS + 1, thread -> {
            if (thread < WRITERS) {
                write(thread == 0 ? another() : store, thread);
            } else {
                for (int i = 0; i < 8; i++) {
                    during.add(record("load"));
                }
            }
        });

        before.awaitEqualTo(store, PREFIX);
        assertLedger(before.entries());
        for (WatchRecorder recorder : during) {
            recorder.awaitEqualTo(store, PREFIX);
        }
    }

    @Test
    void writersOfTheSameKeysLeaveOneTruth() throws Exception {
        WatchRecorder recorder = record("load");
        KvStore other = another();

        inParallel(WRITERS, thread -> {
            KvStore mine = thread == 0 ? other : store;
            Random random = new Random(thread);
            for (int i = 0; i < WRITES; i++) {
                Key key = PREFIX.child("k" + random.nextInt(10));
                if (random.nextInt(3) == 0) {
                    mine.delete(key);
                } else {
                    mine.put(key, utf8(thread + "-" + i));
                }
            }
        });

        recorder.awaitEqualTo(store, PREFIX);
    }

    private void write(KvStore mine, int writer) {
        Random random = new Random(writer);
        for (int i = 0; i < WRITES; i++) {
            Key one = PREFIX.child("one").child(writer + "-" + random.nextInt(20));
            Key other = PREFIX.child("other-" + writer).child("k" + random.nextInt(20));
            String value = writer + "-" + i;
            switch (random.nextInt(4)) {
                case 0 -> note(one, value, mine.put(one, utf8(value)));
                case 1 -> {
                    mine.delete(one);
                    ledger.remove(one);
                }
                case 2 -> {
                    long revision = mine.commit(
                                    Transaction.of(Operation.put(one, utf8(value)), Operation.put(other, utf8(value))))
                            .revision()
                            .orElseThrow();
                    note(one, value, revision);
                    note(other, value, revision);
                }
                default -> {
                    mine.commit(Transaction.when(Guard.absent(PREFIX.child("never")))
                            .then(Operation.delete(other), Operation.delete(one)));
                    ledger.remove(one);
                    ledger.remove(other);
                }
            }
        }
    }

    private void note(Key key, String value, long revision) {
        ledger.put(key, new Last(value, revision));
    }

    private void assertLedger(List<KvEntry> entries) {
        assertThat(entries).extracting(KvEntry::key).containsExactlyInAnyOrderElementsOf(ledger.keySet());
        for (KvEntry entry : entries) {
            assertThat(new Last(entry.text(), entry.revision())).isEqualTo(ledger.get(entry.key()));
        }
    }

    private record Last(String value, long revision) {}
}
