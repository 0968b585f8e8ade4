package dev.eventgateway.kv.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvLimits;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.contract.FaultyStore;
import dev.eventgateway.kv.server.EtcdServer;
import dev.eventgateway.kv.server.TestServer;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Much at once. */
class EtcdSizeTest extends FaultyStore {

    @Override
    protected TestServer start(Path folder) {
        return EtcdServer.start(folder);
    }

    @Test
    void aTreeThatFitsIntoNoAnswerIsListedAndFollowed() {
        byte[] largest = new byte[KvLimits.MAX_VALUE_BYTES];
        IntStream.range(0, 210).forEach(i -> direct.put(Key.of("config/large/" + i), largest));
        recorder.awaitEqualTo(direct, PREFIX);
        cut();
        put(direct, "config/small");
        heal();

        recorder.awaitText(Key.of("config/small"), "config/small");
        assertThat(recorder.entries()).hasSize(LASTING + 211);
    }

    @Test
    void manySmallValuesBeforeManyLargeOnesAreListed() {
        byte[] largest = new byte[KvLimits.MAX_VALUE_BYTES];
        IntStream.range(0, 700).forEach(i -> put(direct, "mixed/a/" + i));
        IntStream.range(0, 300).forEach(i -> direct.put(Key.of("mixed/b/" + i), largest));

        try (KvStore patient = KvStores.open(server.uri("faults") + "?timeout=30s")) {
            assertThat(patient.list(Key.of("mixed")).entries())
                    .hasSize(1_000)
                    .filteredOn(entry -> entry.size() == largest.length)
                    .hasSize(300);
        }
    }

    @Test
    void valuesThatSomebodyElsePutLargerThanIsAllowedAreListed() {
        ByteSequence larger = ByteSequence.from(new byte[1024 * 1024]);
        try (Client client =
                        Client.builder().endpoints("http://" + server.address()).build();
                KvStore patient = KvStores.open(server.uri("faults") + "?timeout=30s")) {
            for (int i = 0; i < 66; i++) {
                client.getKVClient()
                        .put(ByteSequence.from("faults/larger/" + i, UTF_8), larger)
                        .join();
            }

            assertThat(patient.list(Key.of("larger")).entries())
                    .hasSize(66)
                    .allMatch(entry -> entry.size() == larger.size());
        }
    }
}
