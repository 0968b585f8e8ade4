package dev.eventgateway.kv.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.server.ZooKeeperServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions that run into each other between what they read and what they write. */
class ZooKeeperRaceTest {

    private static final Key KEY = Key.of("race/key");
    private static final int ENOUGH = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path data;

    private final NavigableSet<Long> writes = new ConcurrentSkipListSet<>();
    private final Queue<Replaced> replaced = new ConcurrentLinkedQueue<>();

    /** ZooKeeper's own version of a node is 0 again in its second life, so a check of it alone would be fooled. */
    @Test
    void aKeyThatWasDeletedAndCreatedAgainIsNotTakenForUnchanged() {
        try (ZooKeeperServer server = ZooKeeperServer.start(data.resolve("server"));
                KvStore store = KvStores.open(server.uri("race") + "?timeout=30s")) {
            List<CompletableFuture<Void>> all = IntStream.range(0, 9)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> work(store, Math.min(i, 2)), task -> new Thread(task, "race " + i).start()))
                    .toList();
            all.forEach(CompletableFuture::join);
        }

        assertThat(replaced).hasSizeGreaterThanOrEqualTo(ENOUGH);
        assertThat(replaced)
                .allSatisfy(one -> assertThat(writes.subSet(one.expected(), false, one.at(), false))
                        .as("written meanwhile")
                        .isEmpty());
    }

    /** Goes on until the race was run often enough, however rarely a replacement slips in between two deletes. */
    private void work(KvStore store, int role) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (int i = 0; i < 400 || (replaced.size() < ENOUGH && System.nanoTime() < end); i++) {
            switch (role) {
                case 0 ->
                    store.commit(Transaction.when(Guard.exists(KEY)).then(Operation.delete(KEY)))
                            .revision()
                            .ifPresent(writes::add);
                case 1 -> store.putIfAbsent(KEY, "created".getBytes(UTF_8)).ifPresent(writes::add);
                default ->
                    store.get(KEY)
                            .ifPresent(entry -> store.compareAndPut(KEY, "replaced".getBytes(UTF_8), entry.revision())
                                    .ifPresent(at -> {
                                        writes.add(at);
                                        replaced.add(new Replaced(entry.revision(), at));
                                    }));
            }
        }
    }

    private record Replaced(long expected, long at) {}
}
