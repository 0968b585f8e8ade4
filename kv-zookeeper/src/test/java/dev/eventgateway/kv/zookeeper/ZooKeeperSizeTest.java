package dev.eventgateway.kv.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvLimits;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.server.ZooKeeperServer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers and requests that ZooKeeper's own limit of one megabyte would not let through, or does not. */
class ZooKeeperSizeTest {

    @TempDir
    Path data;

    private ZooKeeperServer server;
    private KvStore store;

    @BeforeEach
    void openStore() {
        server = ZooKeeperServer.start(data.resolve("server"));
        store = KvStores.open(server.uri("size") + "?timeout=30s");
    }

    @AfterEach
    void closeStore() {
        store.close();
        server.close();
    }

    @Test
    void theNamesInOneDirectoryMayTakeMoreThanAMegabyte() {
        int keys = 6_000;
        String name = "n".repeat(250);
        for (int start = 0; start < keys; start += 50) {
            store.commit(puts(start, start + 50, i -> Key.of("names").child(name + i), new byte[1]));
        }

        assertThat(store.list(Key.of("names")).entries()).hasSize(keys);
        assertThat(store.deleteTree(Key.of("names"))).isEqualTo(keys);
    }

    @Test
    void manyValuesOfTheLargestSizeAreListedTogether() {
        byte[] largest = new byte[KvLimits.MAX_VALUE_BYTES];
        IntStream.range(0, 110).forEach(i -> store.put(Key.of("values/" + i), largest));

        assertThat(store.list(Key.of("values")).entries())
                .hasSize(110)
                .allMatch(entry -> entry.size() == largest.length);
    }

    @Test
    void aTransactionOfManyVeryDeepKeysIsRefusedBeforeAnythingIsWritten() {
        Transaction deep = puts(0, 60, i -> Key.of("deep" + i + "/d".repeat(99)), new byte[1]);

        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> store.commit(deep))
                .withMessageContaining("the limit of ZooKeeper is")
                .extracting(KvException::reason)
                .isEqualTo(Reason.TOO_LARGE);
        assertThat(store.list(Key.of("deep0")).entries()).isEmpty();
    }

    private static Transaction puts(int from, int to, IntFunction<Key> key, byte[] value) {
        List<Operation> puts = IntStream.range(from, to)
                .mapToObj(i -> Operation.put(key.apply(i), value))
                .toList();
        return new Transaction(List.of(), puts);
    }
}
