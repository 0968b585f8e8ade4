package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.contract.Soak;
import dev.eventgateway.kv.server.EtcdServer;
import dev.eventgateway.kv.server.TestServer;
import dev.eventgateway.server.UnrulyFunction.Mood;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Accepted never means lost, whatever functions do and whenever the gateway is stopped. Each case runs in a process of its own; the
 * book is kept outside of it. {@code bin/soak delivery} runs all of it for longer.
 */
@Tag("delivery")
class DeliveryLedgerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(100L * Soak.rounds(1));
    private static final String RETRY =
            "\"retry\":{\"attempts\":3,\"minDelay\":\"5ms\",\"maxDelay\":\"50ms\",\"timeout\":\"300ms\"}";
    private static final String BREAKER =
            ",\"circuitBreaker\":{\"failureRatio\":0.5,\"calls\":10,\"delay\":\"200ms\"}}";
    private static final String DEAD = ",\"deadLetter\":\"dead\"";

    private final DeliveryLedger ledger = new DeliveryLedger();

    private static void post(GatewayProcess gateway, String section, String body) throws Exception {
        HttpResponse<String> reply = Instance.send(gateway.config(), "POST", "/v1/spaces/default/" + section, body);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(201);
    }

    private static void subscribe(GatewayProcess gateway, String type, String id, String url, String more)
            throws Exception {
        post(gateway, "functions", Instance.function(id, url));
        post(gateway, "eventtypes", "{\"name\":\"" + type + "\"}");
        post(
                gateway,
                "subscriptions",
                "{\"type\":\"async\",\"eventType\":\"" + type + "\",\"functionId\":\"" + id + "\"," + more + "}");
    }

    private static GatewayProcess gateway(String... more) throws IOException {
        List<String> flags = new ArrayList<>(List.of(more));
        flags.add("--store=memory:" + UUID.randomUUID());
        return GatewayProcess.start(flags.toArray(String[]::new));
    }

    private static void awaitAll(DeliveryLedger book) {
        await("all events").atMost(PATIENCE).until(() -> book.open().isEmpty());
    }

    private static void awaitEnd(GatewayProcess gateway) throws InterruptedException {
        assertThat(gateway.awaitExit()).as("%s", gateway.lines()).isZero();
        await("the last line").until(() -> gateway.lines().stream().anyMatch(line -> line.contains("stopped: ")));
    }

    @Test
    void underMoreLoadThanAFunctionCanTakeWhatIsAcceptedArrivesOnce() throws Exception {
        try (UnrulyFunction slow = new UnrulyFunction(ledger::delivered, 20, Mood.TAKE);
                GatewayProcess gateway = gateway("--workers=4", "--workers-backlog=50")) {
            subscribe(gateway, "user.created", "slow", slow.url(), RETRY);
            new Senders(gateway, "user.created", Soak.rounds(500), ledger).awaitEnd();

            awaitAll(ledger);
            ledger.assertBalanced("overload", gateway.lines());
            assertThat(ledger.accepted()).isBetween(1, ledger.sent() - 1);
            assertThat(ledger.duplicated()).isZero();
        }
    }

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
            subscribe(gateway, "user.healthy", "healthy", good.url(), RETRY);
            Senders unrulySenders = new Senders(gateway, "user.unruly", Soak.rounds(100), ledger);
            Senders healthySenders = new Senders(gateway, "user.healthy", Soak.rounds(100), healthy);
            unrulySenders.awaitEnd();
            healthySenders.awaitEnd();

            awaitAll(ledger);
            awaitAll(healthy);
            ledger.assertBalanced("unruly function", gateway.lines());
            healthy.assertBalanced("healthy function beside it", gateway.lines());
            for (Mood mood : Mood.values()) {
                assertThat(unruly.count(mood)).as(mood.name()).isGreaterThanOrEqualTo(Soak.rounds(10));
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
            Senders senders = new Senders(gateway, "user.dying", Soak.rounds(200), ledger);
            await("load").atMost(PATIENCE).until(() -> ledger.delivered() >= 50);
            dying.changeTo(Mood.DIE);
            await("open").atMost(PATIENCE).until(() -> status(gateway).contains("\"state\":\"open\""));
            await("the last calls").atMost(PATIENCE).until(() -> status(gateway).contains("\"running\":0"));

            long since = System.nanoTime();
            int before = dying.count(Mood.DIE);
            new Senders(gateway, "user.healthy", Soak.rounds(200), healthy).awaitEnd();
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
            new Senders(gateway, "user.created", Soak.rounds(50), ledger).awaitEnd();
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
            Senders senders = new Senders(gateway, "user.created", Integer.MAX_VALUE, book);
            await("load").atMost(PATIENCE).until(() -> book.accepted() >= afterAccepted);
            gateway.terminate();
            awaitEnd(gateway);
            senders.end();
            book.assertBalanced("stopped under load, round " + round, gateway.lines());
            assertThat(book.deadLettered()).as("those that hang").isPositive();
        }
    }

    @Test
    void withoutItsStoreTheGatewayDeliversAsBefore(@TempDir Path folder) throws Exception {
        try (TestServer store = EtcdServer.start(folder);
                UnrulyFunction unruly = new UnrulyFunction(ledger::delivered, 0, Mood.TAKE, Mood.TAKE, Mood.FAIL);
                UnrulyFunction dead = new UnrulyFunction(ledger::deadLettered, 0, Mood.TAKE);
                GatewayProcess gateway = GatewayProcess.start("--store=" + store.uri("ledger"))) {
            post(gateway, "functions", Instance.function("dead", dead.url()));
            subscribe(gateway, "user.created", "unruly", unruly.url(), RETRY + DEAD);
            store.kill();
            new Senders(gateway, "user.created", Soak.rounds(200), ledger).awaitEnd();

            awaitAll(ledger);
            ledger.assertBalanced("store killed", gateway.lines());
            assertThat(ledger.accepted()).isEqualTo(ledger.sent());
        }
    }
}
