package dev.eventgateway.bench.stores;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A run of a measurement: what it was asked for, a folder that goes with it, and what it tells on the way. The tables go to standard
 * output, all else to standard error.
 */
final class Run {

    private static final int DELETE_ATTEMPTS = 50;
    private static final long DELETE_PAUSE_MILLIS = 100;

    private final Set<StoreKind> kinds;
    private final boolean quick;
    private final Path folder;
    private final AtomicInteger folders = new AtomicInteger();
    private final long begun = System.nanoTime();
    private volatile boolean stopping;

    /**
     * @param kinds the stores with servers that it is about
     * @param quick whether a quick look will do
     * @param folder for what the servers keep
     */
    Run(Set<StoreKind> kinds, boolean quick, Path folder) {
        this.kinds = kinds;
        this.quick = quick;
        this.folder = folder;
    }

    /** Runs {@code measurement}, prints its tables and ends the JVM; also when told to stop, without leaving anything behind. */
    static void main(String[] arguments, Measurement measurement) {
        try {
            of(List.of(arguments)).print(measurement);
        } catch (IllegalArgumentException misuse) {
            System.err.println(misuse.getMessage());
            System.exit(2);
        } catch (IOException unwritable) {
            System.err.println("no folder for what the servers keep: " + unwritable);
            System.exit(1);
        }
    }

    /** {@return what those words ask for: stores, all of them unless some are named, and {@code --quick}} */
    static Run of(List<String> arguments) throws IOException {
        List<String> words = new ArrayList<>(arguments);
        boolean quick = words.remove("--quick");
        Set<StoreKind> kinds = words.isEmpty() ? EnumSet.allOf(StoreKind.class) : EnumSet.noneOf(StoreKind.class);
        words.forEach(word -> kinds.add(kind(word)));
        return new Run(kinds, quick, Files.createTempDirectory("event-gateway-bench-"));
    }

    Set<StoreKind> kinds() {
        return kinds;
    }

    /** {@return how much of it: enough for figures to rely on, or for a quick look} */
    <T> T choose(T full, T quickly) {
        return quick ? quickly : full;
    }

    /** {@return a folder that is not there yet} */
    Path folder(StoreKind kind) {
        return folder.resolve(kind.word() + "-" + folders.incrementAndGet());
    }

    /** {@return a folder that is not there yet, for something else than a store} */
    Path folder() {
        return folder.resolve(String.valueOf(folders.incrementAndGet()));
    }

    /** Tells whoever waits how far it is. */
    void say(String format, Object... values) {
        long seconds = (System.nanoTime() - begun) / 1_000_000_000;
        System.err.printf(Locale.ROOT, "%4d s  %s%n", seconds, String.format(Locale.ROOT, format, values));
    }

    private void print(Measurement measurement) {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "end of the run"));
        try {
            // In memory no server has to wait for a disk.
            say(
                    "the servers' data is in %s (%s)",
                    folder, Files.getFileStore(folder).type());
            String tables = measurement.measure(this);
            System.out.print(tables);
            System.exit(0);
        } catch (Exception failed) {
            if (!stopping) { // else it failed because the servers have gone
                failed.printStackTrace();
                System.exit(1);
            }
        }
    }

    /** The servers are being ended at the same time, by their own hooks. */
    private void end() {
        stopping = true;
        for (int attempt = 0; attempt < DELETE_ATTEMPTS && !isDeleted(); attempt++) {
            try {
                Thread.sleep(DELETE_PAUSE_MILLIS);
            } catch (InterruptedException hurried) {
                return;
            }
        }
    }

    private boolean isDeleted() {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path emptied, IOException none) throws IOException {
                    Files.deleteIfExists(emptied);
                    return FileVisitResult.CONTINUE;
                }
            });
            return true;
        } catch (IOException stillInUse) {
            return false;
        }
    }

    private static StoreKind kind(String word) {
        for (StoreKind kind : StoreKind.values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "unknown argument \"" + word + "\", expected --quick, etcd, consul or zookeeper");
    }

    /** What is measured. */
    interface Measurement {

        /** {@return what came of it, as Markdown} */
        String measure(Run run) throws Exception;
    }
}
