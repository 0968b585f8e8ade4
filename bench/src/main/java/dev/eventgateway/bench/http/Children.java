package dev.eventgateway.bench.http;

import dev.eventgateway.kv.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The processes of a run, and the folder that they write to. Gone after {@link #close}, and with the JVM. */
final class Children implements AutoCloseable {

    private static final int START_ATTEMPTS = 600;
    private static final long LOOK_MILLIS = 100;
    private static final long END_SECONDS = 10;

    private final Path folder;
    private final Cores cores;
    private final Deque<Process> running = new ArrayDeque<>();
    private final Deque<TestServer> stores = new ArrayDeque<>();
    private volatile boolean closed;

    /**
     * @param cores on which they run
     */
    Children(Cores cores) throws IOException {
        this.cores = cores;
        folder = createFolder();
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end of the run"));
    }

    private static Path createFolder() throws IOException {
        try {
            return Files.createTempDirectory("event-gateway-bench-");
        } catch (IOException unwritable) {
            throw new IOException("no folder for what the servers write: " + unwritable, unwritable);
        }
    }

    Path folder() {
        return folder;
    }

    /** {@return whether they are being ended} */
    boolean isClosed() {
        return closed;
    }

    /** Starts something to measure, which writes to {@code name.log} in the folder. */
    Process startContender(String name, List<String> command) throws IOException {
        return begin(name, cores.forContender(command));
    }

    /** Starts anything else, which writes to {@code name.log} in the folder. */
    Process start(String name, List<String> command) throws IOException {
        return begin(name, cores.forOther(command));
    }

    private synchronized Process begin(String name, List<String> command) throws IOException {
        if (closed) {
            throw new IOException("the run is over");
        }
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile())
                .start();
        running.removeIf(each -> !each.isAlive());
        running.push(process);
        return process;
    }

    /** {@return that store's server, which is ended with the others} */
    synchronized <S extends TestServer> S own(S server) {
        stores.push(server);
        return server;
    }

    /** {@return what {@code pattern} finds in the process's log, once it is there} */
    Matcher await(String name, Process process, Pattern pattern) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
            boolean ended = !process.isAlive();
            Matcher matcher = pattern.matcher(logged(name));
            if (matcher.find()) {
                return matcher;
            }
            if (ended) {
                throw new IOException(name + " ended: " + logged(name));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        throw new IOException(name + " did not start in time: " + logged(name));
    }

    String logged(String name) throws IOException {
        return Files.readString(log(name));
    }

    /** {@return the last line of it} */
    String lastLogged(String name) throws IOException {
        return logged(name).lines().reduce("", (earlier, later) -> later);
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    @Override
    public synchronized void close() {
        closed = true;
        running.forEach(process -> process.toHandle().destroy());
        running.forEach(Children::end);
        running.clear();
        stores.forEach(TestServer::kill);
        stores.clear();
        delete();
    }

    private static void end(Process process) {
        try {
            if (process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException gone) {
            // By an earlier call.
        }
    }
}
