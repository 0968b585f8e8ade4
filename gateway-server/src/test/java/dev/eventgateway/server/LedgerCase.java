package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.contract.Soak;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;

/**
 * Accepted never means lost, whatever happens. Each case runs in a process of its own; the book is kept outside of it.
 * {@code bin/soak delivery} runs all of it for longer.
 */
@Tag("delivery")
abstract class LedgerCase {

    static final Duration PATIENCE = Duration.ofSeconds(100L * Soak.rounds(1));
    static final String RETRY =
            "\"retry\":{\"attempts\":3,\"minDelay\":\"5ms\",\"maxDelay\":\"50ms\",\"timeout\":\"300ms\"}";
    /** A healthy function is waited for, however busy the machine is: its events arrive once. */
    static final String PATIENT_RETRY = "\"retry\":{\"attempts\":3,\"minDelay\":\"5ms\"}";

    static final String DEAD = ",\"deadLetter\":\"dead\"";

    final DeliveryLedger ledger = new DeliveryLedger();

    static void post(GatewayProcess gateway, String section, String body) throws Exception {
        HttpResponse<String> reply = Instance.send(gateway.config(), "POST", "/v1/spaces/default/" + section, body);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(201);
    }

    static void subscribe(GatewayProcess gateway, String type, String id, String url, String more) throws Exception {
        post(gateway, "functions", Instance.function(id, url));
        post(gateway, "eventtypes", "{\"name\":\"" + type + "\"}");
        post(
                gateway,
                "subscriptions",
                "{\"type\":\"async\",\"eventType\":\"" + type + "\",\"functionId\":\"" + id + "\"," + more + "}");
    }

    static GatewayProcess gateway(String... more) throws IOException {
        List<String> flags = new ArrayList<>(List.of(more));
        flags.add("--store=memory:" + UUID.randomUUID());
        return GatewayProcess.start(flags.toArray(String[]::new));
    }

    /** {@return the lines of the log that tell of events of that type: books of other types have the same names in them} */
    static List<String> lines(GatewayProcess gateway, String type) {
        return gateway.lines().stream().filter(line -> line.contains(type)).toList();
    }

    static void awaitAll(DeliveryLedger book) {
        await("all events").atMost(PATIENCE).until(() -> book.open().isEmpty());
    }

    static void awaitEnd(GatewayProcess gateway) throws InterruptedException {
        assertThat(gateway.awaitExit()).as("%s", gateway.lines()).isZero();
        await("the last line").until(() -> gateway.lines().stream().anyMatch(line -> line.contains("stopped: ")));
    }
}
