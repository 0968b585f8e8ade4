package dev.eventgateway.kv.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.server.ZooKeeperServer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists while others write. */
class ZooKeeperListRaceTest {

    private static final Key PREFIX = Key.of("list");
    private static final int WRITERS = 3;
    private static final int WRITES = 250;

    @TempDir
    Path data;

    /** Every write, by its revision. */
    private final Map<Long, Operation> writes = new ConcurrentSkipListMap<>();

    private final Queue<KvSnapshot> lists = new ConcurrentLinkedQueue<>();

    /** The tree is larger than what is read at once, so that it is read in parts that belong to different moments. */
    @Test
    void aListShowsExactlyWhatWasWrittenUpToItsRevision() {
        try (ZooKeeperServer server = ZooKeeperServer.start(data.resolve("server"));
                KvStore store = KvStores.open(server.uri("race") + "?timeout=30s");
                KvStore other = KvStores.open(server.uri("race") + "?timeout=30s")) {
            IntStream.range(0, 250).forEach(i -> commit(store, Operation.put(key(i), value(i))));
            List<CompletableFuture<Void>> writers = IntStream.range(0, WRITERS)
                    .mapToObj(i -> inParallel(() -> write(i == 0 ? other : store, i)))
                    .toList();
            CompletableFuture<Void> written = CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new));
            List<CompletableFuture<Void>> readers = IntStream.range(0, 2)
                    .mapToObj(i -> inParallel(() -> {
                        do {
                            lists.add(store.list(PREFIX));
                        } while (!written.isDone());
                    }))
                    .toList();
            written.join();
            readers.forEach(CompletableFuture::join);
        }

        assertThat(lists).hasSizeGreaterThan(3);
        assertEachIsTheSumOfTheWritesBefore();
    }

    private void write(KvStore store, int writer) {
        for (int i = 0; i < WRITES; i++) {
            Key key = key(1_000 * writer + i % 60);
            if (i % 3 == 2) {
                commit(store, Operation.delete(key));
            } else {
                commit(store, Operation.put(key, value(i)));
            }
        }
    }

    private void commit(KvStore store, Operation operation) {
        Transaction transaction = operation instanceof Operation.Delete
                ? Transaction.when(Guard.exists(operation.key())).then(operation)
                : Transaction.of(operation);
        store.commit(transaction).revision().ifPresent(revision -> writes.put(revision, operation));
    }

    private void assertEachIsTheSumOfTheWritesBefore() {
        Map<Key, KvEntry> tree = new TreeMap<>();
        List<Map.Entry<Long, Operation>> ahead =
                writes.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
        int next = 0;
        for (KvSnapshot list : lists.stream()
                .sorted(Comparator.comparingLong(KvSnapshot::revision))
                .toList()) {
            while (next < ahead.size() && ahead.get(next).getKey() <= list.revision()) {
                apply(ahead.get(next++), tree);
            }
            assertThat(list.entries()).as("at " + list.revision()).isEqualTo(List.copyOf(tree.values()));
        }
    }

    private static void apply(Map.Entry<Long, Operation> write, Map<Key, KvEntry> tree) {
        Key key = write.getValue().key();
        if (write.getValue() instanceof Operation.Put put) {
            tree.put(key, new KvEntry(key, put.value(), write.getKey()));
        } else {
            tree.remove(key);
        }
    }

    private static CompletableFuture<Void> inParallel(Runnable work) {
        return CompletableFuture.runAsync(work, task -> new Thread(task, "list race").start());
    }

    private static Key key(int i) {
        return PREFIX.child("group-" + i % 7).child("key-" + i);
    }

    private static byte[] value(int i) {
        return ("v" + i).getBytes(UTF_8);
    }
}
