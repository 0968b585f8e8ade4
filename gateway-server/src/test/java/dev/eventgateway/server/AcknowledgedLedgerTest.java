package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.contract.Soak;
import dev.eventgateway.server.UnrulyFunction.Mood;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What senders are told who wait for what becomes of their events is what became of them. */
class AcknowledgedLedgerTest extends LedgerCase {

    private static final Mood[] MOODS = {
        Mood.TAKE, Mood.TAKE, Mood.TAKE, Mood.TAKE, Mood.DIE, Mood.HANG, Mood.FAIL, Mood.GARBAGE
    };

    @Test
    void whatTheSenderIsToldIsWhatStandsInTheBook() throws Exception {
        DeliveryLedger alone = new DeliveryLedger();
        try (UnrulyFunction unruly = new UnrulyFunction(ledger::delivered, 0, MOODS);
                UnrulyFunction careless = new UnrulyFunction(alone::delivered, 0, MOODS);
                UnrulyFunction dead = new UnrulyFunction(ledger::deadLettered, 0, Mood.TAKE);
                GatewayProcess gateway = gateway("--shutdown-timeout=20s")) {
            post(gateway, "functions", Instance.function("dead", dead.url()));
            subscribe(gateway, "user.created", "unruly", unruly.url(), RETRY + DEAD);
            subscribe(gateway, "user.left", "careless", careless.url(), RETRY);
            Senders one = Senders.waiting(gateway, "user.created", Soak.rounds(100), ledger);
            Senders other = Senders.waiting(gateway, "user.left", Soak.rounds(100), alone);
            one.awaitEnd();
            other.awaitEnd();
            gateway.terminate();
            awaitEnd(gateway);

            assertTold("senders who wait", ledger, lines(gateway, "user.created"));
            assertTold("senders who wait, without a dead letter function", alone, lines(gateway, "user.left"));
            assertThat(ledger.told("delivered")).isNotEmpty();
            assertThat(ledger.told("deadlettered")).isNotEmpty();
            assertThat(alone.told("undelivered")).isNotEmpty();
        }
    }

    private static void assertTold(String what, DeliveryLedger book, List<String> log) {
        book.assertBalanced(what + ", a second at most", log);
        book.assertToldTheTruth(log);
    }
}
