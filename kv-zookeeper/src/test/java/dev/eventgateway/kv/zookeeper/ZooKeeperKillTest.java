package dev.eventgateway.kv.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Watch.State;
import dev.eventgateway.kv.contract.WatchRecorder;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server that is killed in the middle of its work. */
class ZooKeeperKillTest {

    private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperKillTest.class);
    private static final Key PREFIX = Key.of("config");

    @TempDir
    Path directory;

    @Test
    void nothingThatWasAcknowledgedIsLostAndTheWatchShowsIt() {
        WatchRecorder recorder = new WatchRecorder();
        try (ZooKeeperTestProcess server = ZooKeeperTestProcess.start(directory);
                KvStore store = KvStores.open("zk://" + server.address() + "/kill?timeout=2s&sessionTimeout=2s")) {
            store.watch(PREFIX, recorder);
            recorder.awaitState(State.CONNECTED);
            store.put(PREFIX.child("lasting"), "1".getBytes(UTF_8));
            recorder.awaitText(PREFIX.child("lasting"), "1");
            recorder.forgetSmallest();
            try (Ledger ledger = new Ledger(store, PREFIX.child("written"), Duration.ofSeconds(4))) {
                killAndRestart(server, ledger, recorder);
                ledger.stop();
                recorder.awaitEqualTo(store, PREFIX);
                ledger.assertHolds(recorder.entries());
                LOG.info("{}, delivered {}, resets {}", ledger, recorder.changes(), recorder.resets());
            }
            assertThat(recorder.smallest()).as("no false empty").isPositive();
            assertThat(recorder.resets()).isZero();
        }
    }

    private static void killAndRestart(ZooKeeperTestProcess server, Ledger ledger, WatchRecorder recorder) {
        ledger.awaitAcknowledged(100);
        server.kill();
        recorder.awaitState(State.STALE);
        ledger.awaitFailure();
        server.restart();
        recorder.awaitState(State.CONNECTED);
        ledger.awaitAcknowledged(10);
    }
}
