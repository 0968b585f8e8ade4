package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.contract.FaultyStore;
import dev.eventgateway.kv.contract.Ledger;
import dev.eventgateway.kv.server.EtcdServer;
import dev.eventgateway.kv.server.TestServer;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Watches and the history that etcd keeps, or keeps no longer. */
class EtcdHistoryTest extends FaultyStore {

    @Override
    protected TestServer start(Path folder) {
        return EtcdServer.start(folder);
    }

    @Test
    @Tag("fault")
    @Tag("history")
    void aHistoryThatIsCompactedDuringACutLosesNoState() {
        int rounds = rounds(1);
        try (Ledger ledger = ledger()) {
            for (int round = 0; round < rounds; round++) {
                ledger.awaitAcknowledged(WRITES);
                cut();
                IntStream.range(0, WRITES).forEach(this::changeDirectly);
                ((EtcdServer) server).compact();
                heal();
            }
            assertNothingLost("compacted", ledger, rounds);
        }
    }
}
