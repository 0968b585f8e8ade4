package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.contract.Soak;
import dev.eventgateway.kv.server.EtcdServer;
import dev.eventgateway.kv.server.TestServer;
import dev.eventgateway.server.UnrulyFunction.Mood;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of events while the store is away. */
class StoreLedgerTest extends LedgerCase {

    private static final int PER_SECOND = 500;

    @Test
    void withoutItsStoreTheGatewayDeliversAsBefore(@TempDir Path folder) throws Exception {
        try (TestServer store = EtcdServer.start(folder);
                UnrulyFunction unruly = new UnrulyFunction(ledger::delivered, 0, Mood.TAKE, Mood.TAKE, Mood.FAIL);
                UnrulyFunction dead = new UnrulyFunction(ledger::deadLettered, 0, Mood.TAKE);
                GatewayProcess gateway = GatewayProcess.start("--store=" + store.uri("ledger"))) {
            post(gateway, "functions", Instance.function("dead", dead.url()));
            subscribe(gateway, "user.created", "unruly", unruly.url(), RETRY + DEAD);
            store.kill();
            Senders.of(gateway, "user.created", Soak.rounds(200), ledger).awaitEnd();

            awaitAll(ledger);
            ledger.assertBalanced("store killed", gateway.lines());
            assertThat(ledger.accepted()).isEqualTo(ledger.sent());
        }
    }

    @Test
    void whileItsStoreDiesAgainAndAgainTheGatewayDeliversAsBefore(@TempDir Path folder) throws Exception {
        int kills = Soak.rounds(10);
        try (TestServer store = EtcdServer.start(folder);
                UnrulyFunction unruly = new UnrulyFunction(ledger::delivered, 0, Mood.TAKE, Mood.TAKE, Mood.FAIL);
                UnrulyFunction dead = new UnrulyFunction(ledger::deadLettered, 0, Mood.TAKE);
                GatewayProcess gateway = GatewayProcess.start("--store=" + store.uri("ledger"))) {
            post(gateway, "functions", Instance.function("dead", dead.url()));
            subscribe(gateway, "user.created", "unruly", unruly.url(), RETRY + DEAD);
            Senders senders = Senders.paced(gateway, "user.created", Integer.MAX_VALUE, PER_SECOND, "", ledger);
            for (int kill = 1; kill <= kills; kill++) {
                store.kill();
                awaitMore(PER_SECOND / 5);
                store.start();
                awaitMore(PER_SECOND / 5);
            }
            senders.end();

            awaitAll(ledger);
            ledger.assertBalanced("store killed and started " + kills + " times", gateway.lines());
            assertThat(ledger.accepted()).isEqualTo(ledger.sent());
            await("changes are taken again")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> post(gateway, "functions", Instance.function("late", dead.url())));
        }
    }

    private void awaitMore(int events) {
        int before = ledger.accepted();
        await("more events").atMost(PATIENCE).until(() -> ledger.accepted() >= before + events);
    }
}
