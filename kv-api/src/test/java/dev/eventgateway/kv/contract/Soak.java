package dev.eventgateway.kv.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How long the fault tests go on, and where they report. System properties: {@code soak.rounds} multiplies their rounds
 * (1), {@code soak.table} names a file that gets a line for each.
 */
public final class Soak {

    private static final System.Logger LOG = System.getLogger(Soak.class.getName());

    private Soak() {}

    /** {@return how many rounds to do where a short test does {@code few}} */
    public static int rounds(int few) {
        return few * Integer.getInteger("soak.rounds", 1);
    }

    /** {@return whether this is a long run, whose figures say something} */
    public static boolean isLong() {
        return rounds(1) > 1;
    }

    /** Reports what a fault did to a store. */
    static void report(String store, String fault, int rounds, Ledger ledger, WatchRecorder recorder) {
        String row = "%s | %s | %d | %d | %d | %d | %d | %d"
                .formatted(
                        store,
                        fault,
                        rounds,
                        ledger.acknowledged(),
                        ledger.failures(),
                        recorder.changes(),
                        recorder.stales(),
                        recorder.resets());
        report("store | fault | rounds | acknowledged | not | delivered | STALE | RESET", row);
    }

    /** Reports a row of a table; {@code columns} tells the reader of the log what it says. */
    public static synchronized void report(String columns, String row) {
        LOG.log(Level.INFO, columns + ": " + row);
        String table = System.getProperty("soak.table");
        if (table != null) {
            append(Path.of(table), "| " + row + " |\n");
        }
    }

    private static void append(Path file, String line) {
        try {
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
