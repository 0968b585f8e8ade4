package dev.eventgateway.kv.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvLimits;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Much at once. */
class EtcdSizeTest extends ProxiedEtcd {

    @Test
    void aTreeThatFitsIntoNoAnswerIsListedAndFollowed() {
        byte[] largest = new byte[KvLimits.MAX_VALUE_BYTES];
        IntStream.range(0, 210).forEach(i -> direct.put(Key.of("config/large/" + i), largest));
        recorder.awaitEqualTo(direct, PREFIX);
        cut();
        put(direct, "config/small");
        proxy.heal();

        recorder.awaitText(Key.of("config/small"), "config/small");
        assertThat(recorder.entries()).hasSize(LASTING + 211);
    }

    @Test
    void valuesThatSomebodyElsePutLargerThanIsAllowedAreListed() {
        ByteSequence larger = ByteSequence.from(new byte[1024 * 1024]);
        try (Client client =
                        Client.builder().endpoints("http://" + server.address()).build();
                KvStore patient = KvStores.open("etcd://" + server.address() + "/faults?timeout=30s")) {
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

    @Test
    void tenThousandChangesDuringACutArrive() {
        cut();
        int steps = KvLimits.MAX_TRANSACTION_STEPS;
        for (int i = 0; i < 10_000; i += steps) {
            List<Operation> puts = IntStream.range(i, i + steps)
                    .mapToObj(n -> Operation.put(Key.of("config/burst/" + n % 3_000), ("v" + n).getBytes(UTF_8)))
                    .toList();
            direct.commit(new Transaction(List.of(), puts));
        }
        proxy.heal();

        recorder.awaitEqualTo(direct, PREFIX);
        assertThat(recorder.entries()).hasSize(LASTING + 3_000);
        assertThat(recorder.resets()).isZero();
    }
}
