package dev.eventgateway.kv.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.contract.FaultyStore;
import dev.eventgateway.kv.contract.Ledger;
import dev.eventgateway.kv.contract.WatchRecorder;
import dev.eventgateway.kv.server.TestServer;
import dev.eventgateway.kv.server.ZooKeeperServer;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Watches and the session that ZooKeeper keeps them for, or keeps no longer. */
class ZooKeeperHistoryTest extends FaultyStore {

    @Override
    protected TestServer start(Path folder) {
        return ZooKeeperServer.start(folder, "maxSessionTimeout=60000");
    }

    @Override
    protected String options() {
        return "?timeout=1s&sessionTimeout=2s";
    }

    @Test
    @Tag("fault")
    @Tag("history")
    void aSessionThatExpiredDuringACutIsReplacedAndLosesNoChange() {
        int rounds = rounds(2);
        try (Ledger ledger = ledger()) {
            for (int round = 0; round < rounds; round++) {
                ledger.awaitAcknowledged(WRITES);
                changeDirectly(round);
                await("both sessions")
                        .atMost(WatchRecorder.PATIENCE)
                        .until(() -> sessions().size() == 2);
                Set<String> expired = sessions();
                cut();
                await("only the session that is not cut off")
                        .atMost(WatchRecorder.PATIENCE)
                        .until(() -> sessions().size() == 1);
                expired.removeAll(sessions());
                assertThat(expired).isNotEmpty();
                changeDirectly(round);
                ledger.awaitFailure();
                heal();
                assertThat(sessions()).doesNotContainAnyElementsOf(expired);
            }
            assertNothingLost("session-expired", ledger, rounds);
        }
    }

    private Set<String> sessions() {
        return ((ZooKeeperServer) server).sessions();
    }
}
