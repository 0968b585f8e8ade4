package dev.eventgateway.kv.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvLimits;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The size that the gateway promises to hold. */
public abstract class KvScaleContract extends KvStoreContract {

    private static final int ENTRIES = 50_000;
    private static final int GROUPS = 50;
    private static final String FILLING = "x".repeat(390);
    private static final Key PREFIX = Key.of("scale");

    @Test
    @Timeout(300)
    void fiftyThousandEntriesAreReadWatchedUnderWritesAndDeleted() throws Exception {
        inParallel(4, thread -> populate(thread * ENTRIES / 4, (thread + 1) * ENTRIES / 4));

        KvSnapshot full = store.list(PREFIX);
        assertThat(full.entries())
                .hasSize(ENTRIES)
                .allMatch(entry -> entry.text().endsWith(FILLING));
        assertThat(store.list(PREFIX.child("group 7")).entries()).hasSize(ENTRIES / GROUPS);

        WatchRecorder recorder = new WatchRecorder();
        inParallel(3, thread -> {
            if (thread == 0) {
                store.watch(PREFIX, recorder);
            }
            change(thread);
        });
        List<KvEntry> truth = store.list(PREFIX).entries();
        recorder.awaitEntries(truth);
        assertThat(truth).hasSize(ENTRIES - 3 * 50);
        assertThat(recorder.smallest()).as("no false empty").isGreaterThanOrEqualTo(ENTRIES - 3 * 50);

        assertThat(store.deleteTree(PREFIX)).isEqualTo(truth.size());
        recorder.awaitEntries(List.of());
        assertThat(store.list(PREFIX).entries()).isEmpty();
    }

    private void populate(int from, int to) {
        for (int start = from; start < to; start += KvLimits.MAX_TRANSACTION_STEPS) {
            List<Operation> puts = IntStream.range(start, Math.min(to, start + KvLimits.MAX_TRANSACTION_STEPS))
                    .mapToObj(i -> Operation.put(key(i), utf8(i + FILLING)))
                    .toList();
            assertThat(store.commit(new Transaction(List.of(), puts)).committed())
                    .isTrue();
        }
    }

    private void change(int thread) {
        for (int i = 0; i < 150; i++) {
            Key key = key(1_000 * (thread + 1) + i);
            if (i % 3 == 0) {
                assertThat(store.delete(key)).isTrue();
            } else {
                store.put(key, utf8("changed" + FILLING));
            }
        }
    }

    private static Key key(int i) {
        return PREFIX.child("group " + i % GROUPS).child("entry-" + i);
    }
}
