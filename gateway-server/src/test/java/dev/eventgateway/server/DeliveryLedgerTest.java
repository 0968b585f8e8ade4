package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.contract.Soak;
import dev.eventgateway.server.UnrulyFunction.Mood;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What functions do, and when the gateway is stopped. */
class DeliveryLedgerTest extends LedgerCase {

    /** How often each fault is to happen at least. */
    private static final int OFTEN = 100;

    @Test
    void whateverAFunctionDoesItsEventsArriveOrAreDeadLettersAndAHealthyOneGetsItsOwn() throws Exception {
        DeliveryLedger healthy = new DeliveryLedger();
        try (UnrulyFunction unruly = new UnrulyFunction(
                        ledger::delivered,
                        0,
                        Mood.TAKE,
                        Mood.TAKE,
                        Mood.TAKE,
                        Mood.DIE,
                        Mood.HANG,
                        Mood.FAIL,
                        Mood.BUSY,
                        Mood.GARBAGE);
                UnrulyFunction good = new UnrulyFunction(healthy::delivered, 0, Mood.TAKE);
                UnrulyFunction dead = new UnrulyFunction(ledger::deadLettered, 0, Mood.TAKE);
                GatewayProcess gateway = gateway()) {
            post(gateway, "functions", Instance.function("dead", dead.url()));
            subscribe(gateway, "user.unruly", "unruly", unruly.url(), RETRY + DEAD);
            subscribe(gateway, "user.healthy", "healthy", good.url(), PATIENT_RETRY);
            Senders unrulySenders = Senders.of(gateway, "user.unruly", Soak.rounds(150), ledger);
            Senders healthySenders = Senders.of(gateway, "user.healthy", Soak.rounds(150), healthy);
            unrulySenders.awaitEnd();
            healthySenders.awaitEnd();

            awaitAll(ledger);
            awaitAll(healthy);
            ledger.assertBalanced("unruly function", lines(gateway, "user.unruly"));
            healthy.assertBalanced("healthy function beside it", lines(gateway, "user.healthy"));
            for (Mood mood : Mood.values()) {
                assertThat(unruly.count(mood)).as(mood.name()).isGreaterThanOrEqualTo(OFTEN);
            }
            assertThat(ledger.deadLettered()).isPositive();
            assertThat(healthy.delivered()).isGreaterThanOrEqualTo(healthy.sent() * 9 / 10);
            assertThat(healthy.duplicated()).isZero();
        }
    }

    @Test
    void whereTheDeadLetterFunctionIsDownTooEveryEventIsInTheLog() throws Exception {
        try (UnrulyFunction failing = new UnrulyFunction(ledger::delivered, 0, Mood.FAIL);
                GatewayProcess gateway = gateway("--shutdown-timeout=2s")) {
            post(gateway, "functions", Instance.function("dead", "http://127.0.0.1:" + nobodysPort() + "/"));
            subscribe(gateway, "user.created", "failing", failing.url(), RETRY + DEAD);
            Senders.of(gateway, "user.created", Soak.rounds(50), ledger).awaitEnd();
            gateway.terminate();
            awaitEnd(gateway);

            ledger.assertBalanced("dead letter function down too", gateway.lines());
            assertThat(ledger.open()).as("all of them are in the log").hasSize(ledger.accepted());
        }
    }

    private static int nobodysPort() throws IOException {
        try (ServerSocket port = new ServerSocket(0)) {
            return port.getLocalPort();
        }
    }

    @Test
    void whenTheGatewayIsStoppedUnderLoadNothingThatItAcceptedIsLost() throws Exception {
        Random moments = new Random(7);
        for (int round = 1; round <= Soak.rounds(2); round++) {
            stopUnderLoad(round, 100 + moments.nextInt(400));
        }
    }

    private static void stopUnderLoad(int round, int afterAccepted) throws Exception {
        DeliveryLedger book = new DeliveryLedger();
        try (UnrulyFunction unruly = new UnrulyFunction(
                        book::delivered, 5, Mood.TAKE, Mood.TAKE, Mood.TAKE, Mood.TAKE, Mood.FAIL, Mood.HANG);
                UnrulyFunction dead = new UnrulyFunction(book::deadLettered, 0, Mood.TAKE);
                GatewayProcess gateway = gateway("--shutdown-timeout=4s", "--function-timeout=60s")) {
            post(gateway, "functions", Instance.function("dead", dead.url()));
            subscribe(
                    gateway,
                    "user.created",
                    "unruly",
                    unruly.url(),
                    "\"retry\":{\"attempts\":3,\"minDelay\":\"100ms\"}" + DEAD);
            Senders senders = Senders.of(gateway, "user.created", Integer.MAX_VALUE, book);
            await("load").atMost(PATIENCE).until(() -> book.accepted() >= afterAccepted);
            gateway.terminate();
            awaitEnd(gateway);
            senders.end();
            book.assertBalanced("stopped under load, round " + round, gateway.lines());
            assertThat(book.deadLettered()).as("those that hang").isPositive();
        }
    }
}
