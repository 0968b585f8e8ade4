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

    private static final String BREAKER =
            ",\"circuitBreaker\":{\"failureRatio\":0.5,\"calls\":10,\"delay\":\"200ms\"}}";

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
    void aFunctionThatDiesUnderLoadIsLeftAloneAndGetsAllItsEventsWhenItIsBack() throws Exception {
        DeliveryLedger healthy = new DeliveryLedger();
        try (UnrulyFunction dying = new UnrulyFunction(ledger::delivered, 0, Mood.TAKE);
                UnrulyFunction good = new UnrulyFunction(healthy::delivered, 0, Mood.TAKE);
                GatewayProcess gateway = gateway()) {
            post(gateway, "functions", Instance.function("dying", dying.url()).replaceFirst("}$", BREAKER));
            subscribe(gateway, "user.healthy", "healthy", good.url(), RETRY);
            post(gateway, "eventtypes", "{\"name\":\"user.dying\"}");
            post(
                    gateway,
                    "subscriptions",
                    "{\"type\":\"async\",\"eventType\":\"user.dying\",\"functionId\":\"dying\",\"retry\":"
                            + "{\"attempts\":100,\"minDelay\":\"5ms\",\"maxDelay\":\"50ms\",\"timeout\":\"300ms\"}}");
            Senders senders = Senders.of(gateway, "user.dying", Soak.rounds(200), ledger);
            await("load").atMost(PATIENCE).until(() -> ledger.delivered() >= 50);
            dying.changeTo(Mood.DIE);
            await("open").atMost(PATIENCE).until(() -> status(gateway).contains("\"state\":\"open\""));
            await("the last calls").atMost(PATIENCE).until(() -> status(gateway).contains("\"running\":0"));

            long since = System.nanoTime();
            int before = dying.count(Mood.DIE);
            Senders.of(gateway, "user.healthy", Soak.rounds(200), healthy).awaitEnd();
            senders.awaitEnd();
            awaitAll(healthy);
            int probes = dying.count(Mood.DIE) - before;
            assertThat((long) probes)
                    .as("one in a fifth of a second")
                    .isLessThanOrEqualTo(2 + (System.nanoTime() - since) / 200_000_000);
            assertThat(ledger.open()).isNotEmpty();
            dying.changeTo(Mood.TAKE);

            awaitAll(ledger);
            ledger.assertBalanced("a function that dies and comes back", gateway.lines());
            healthy.assertBalanced("a healthy function beside it", gateway.lines());
            assertThat(ledger.accepted()).isEqualTo(ledger.sent());
            assertThat(healthy.accepted()).isEqualTo(healthy.sent());
            await("closed").atMost(PATIENCE).until(() -> status(gateway).contains("\"openCircuits\":[]"));
        }
    }

    private static String status(GatewayProcess gateway) throws Exception {
        return Instance.send(gateway.config(), "GET", "/v1/status", "").body();
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
