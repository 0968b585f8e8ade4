package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.contract.Soak;
import dev.eventgateway.server.UnrulyFunction.Mood;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** More events than a function can take, for a long time: six seconds in {@code bin/test}, a minute in {@code bin/soak}. */
class OverloadLedgerTest extends LedgerCase {

    private static final int WORKERS = 4;
    private static final int MILLIS = 20;
    private static final int MOST_PER_SECOND = WORKERS * 1_000 / MILLIS;
    private static final int OVERLOAD = 5;
    private static final int SECONDS = 6;

    /** A minute of those that come is ten times what the heap can hold. */
    private static final String PADDING = " ".repeat(10_000);

    private static final int HEAP_MIB = 64;
    private static final int MOST_RESIDENT_MIB = 300;

    /** With events that come a little faster than the function takes them, it has always something to do. */
    private final DeliveryLedger peak = new DeliveryLedger();

    @Test
    void underFiveTimesTheLoadThatAFunctionCanTakeWhatIsAcceptedArrivesOnceAndMemoryIsBounded() throws Exception {
        try (UnrulyFunction calm = new UnrulyFunction(peak::delivered, MILLIS, Mood.TAKE);
                UnrulyFunction flooded = new UnrulyFunction(ledger::delivered, MILLIS, Mood.TAKE);
                GatewayProcess gateway = GatewayProcess.startInJvm(
                        List.of("-Xmx" + HEAP_MIB + "m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"),
                        "--workers=" + WORKERS,
                        "--workers-backlog=10000",
                        "--store=memory:" + UUID.randomUUID())) {
            subscribe(gateway, "user.calm", "calm", calm.url(), PATIENT_RETRY);
            subscribe(gateway, "user.created", "flooded", flooded.url(), PATIENT_RETRY);
            long atPeak = goodput(gateway, "user.calm", MOST_PER_SECOND * 5 / 4, peak);
            long underOverload = goodput(gateway, "user.created", MOST_PER_SECOND * OVERLOAD, ledger);

            OptionalInt resident = mostResidentMib(gateway);
            ledger.assertBalanced(
                    "%d times the load of a function for %d s: %d events a second, %d at peak, %s MiB resident at most"
                            .formatted(
                                    OVERLOAD,
                                    Soak.rounds(SECONDS),
                                    underOverload,
                                    atPeak,
                                    resident.isPresent() ? resident.getAsInt() : "?"),
                    gateway.lines());
            assertThat(ledger.accepted()).isBetween(1, ledger.sent() - 1);
            assertThat(ledger.duplicated()).isZero();
            resident.ifPresent(mib -> assertThat(mib).isLessThan(MOST_RESIDENT_MIB));
            if (Soak.isLong()) {
                assertThat(underOverload).isGreaterThanOrEqualTo(atPeak * 9 / 10);
            }
        }
    }

    /** {@return how many events a second arrived, from the first one sent to the last one delivered} */
    private static long goodput(GatewayProcess gateway, String type, int perSecond, DeliveryLedger book)
            throws InterruptedException {
        long begun = System.nanoTime();
        Senders.paced(gateway, type, perSecond * Soak.rounds(SECONDS) / Senders.MANY, perSecond, PADDING, book)
                .awaitEnd();
        awaitAll(book);
        return book.delivered() * 1_000_000_000L / (System.nanoTime() - begun);
    }

    /** {@return the most that was resident, where the system tells it} */
    private static OptionalInt mostResidentMib(GatewayProcess gateway) throws IOException {
        Path status = Path.of("/proc", Long.toString(gateway.pid()), "status");
        if (!Files.exists(status)) {
            return OptionalInt.empty();
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToInt(line -> Integer.parseInt(line.replaceAll("[^0-9]", "")) / 1_024)
                .findFirst();
    }
}
