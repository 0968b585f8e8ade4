package dev.eventgateway.kv.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Lease;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions that run into each other between what they read and what they write. */
class ZooKeeperRaceTest {

    private static final Key KEY = Key.of("race/key");
    private static final int ENOUGH = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LEASES = 15;

    @TempDir
    Path data;

    private final NavigableSet<Long> writes = new ConcurrentSkipListSet<>();
    private final Queue<Replaced> replaced = new ConcurrentLinkedQueue<>();
    private final AtomicInteger leases = new AtomicInteger();

    /** ZooKeeper's own version of a node is 0 again in its second life, so a check of it alone would be fooled. */
    @Test
    void aKeyThatWasDeletedAndCreatedAgainIsNotTakenForUnchanged() {
        // Few deletes and many replacements, which would not get through otherwise.
        race((store, i) -> deleteCreateOrReplace(store, Math.min(i, 2)));

        assertThat(replaced).hasSizeGreaterThanOrEqualTo(ENOUGH);
        assertNothingWasWrittenMeanwhile();
    }

    /** The server removes what a lease leaves, and tells nobody. */
    @Test
    void aKeyWhoseLeaseEndedAndThatWasCreatedAgainIsNotTakenForUnchanged() {
        race((store, i) -> leaseCreateOrReplace(store, i % 3));

        assertThat(leases).hasValue(3 * LEASES);
        assertThat(replaced).hasSizeGreaterThanOrEqualTo(ENOUGH);
        assertNothingWasWrittenMeanwhile();
    }

    /** @param work done by nine at once, each of which is given its number */
    private void race(ObjIntConsumer<KvStore> work) {
        try (ZooKeeperServer server = ZooKeeperServer.start(data.resolve("server"), "minSessionTimeout=4000");
                KvStore store = KvStores.open(server.uri("race") + "?timeout=30s")) {
            List<CompletableFuture<Void>> all = IntStream.range(0, 9)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> work.accept(store, i), task -> new Thread(task, "race " + i).start()))
                    .toList();
            all.forEach(CompletableFuture::join);
        }
    }

    private void assertNothingWasWrittenMeanwhile() {
        assertThat(replaced)
                .allSatisfy(one -> assertThat(writes.subSet(one.expected(), false, one.at(), false))
                        .as("written meanwhile")
                        .isEmpty());
    }

    /** Goes on until the race was run often enough, however rarely a replacement slips in between two deletes. */
    private void deleteCreateOrReplace(KvStore store, int role) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (int i = 0; i < 400 || (replaced.size() < ENOUGH && System.nanoTime() < end); i++) {
            switch (role) {
                case 0 ->
                    store.commit(Transaction.when(Guard.exists(KEY)).then(Operation.delete(KEY)))
                            .revision()
                            .ifPresent(writes::add);
                case 1 -> create(store);
                default -> replace(store);
            }
        }
    }

    private void leaseCreateOrReplace(KvStore store, int role) {
        if (role == 0) {
            for (int i = 0; i < LEASES; i++) {
                try (Lease lease = store.lease(Duration.ofSeconds(2))) {
                    writes.add(store.put(KEY, "leased".getBytes(UTF_8), lease));
                }
                leases.incrementAndGet();
            }
            return;
        }
        while (leases.get() < 3 * LEASES) {
            if (role == 1) {
                create(store);
            } else {
                replace(store);
            }
        }
    }

    private void create(KvStore store) {
        store.putIfAbsent(KEY, "created".getBytes(UTF_8)).ifPresent(writes::add);
    }

    private void replace(KvStore store) {
        store.get(KEY)
                .ifPresent(entry -> store.compareAndPut(KEY, "replaced".getBytes(UTF_8), entry.revision())
                        .ifPresent(at -> {
                            writes.add(at);
                            replaced.add(new Replaced(entry.revision(), at));
                        }));
    }

    private record Replaced(long expected, long at) {}
}
