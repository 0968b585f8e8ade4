package dev.eventgateway.kv.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real etcd server in a process of its own, on free loopback ports that it keeps over a restart. */
final class EtcdTestServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Below the ports that systems give out by chance, so that they are still free at a restart. */
    private static final int LOWEST_PORT = 20_000;

    private static final int HIGHEST_PORT = 32_000;

    private final Path folder;
    private final int port = freePort();
    private final int peerPort = freePort();
    private final Thread reaper = new Thread(this::kill, "etcd reaper");
    private @Nullable Process process;

    private EtcdTestServer(Path folder) {
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(reaper);
    }

    /** {@return a server that keeps its data in {@code folder}, running} */
    static EtcdTestServer start(Path folder) {
        EtcdTestServer server = new EtcdTestServer(folder);
        server.start();
        return server;
    }

    int port() {
        return port;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** Starts it again, with the data it has. */
    void start() {
        String client = "http://" + address();
        String peer = "http://127.0.0.1:" + peerPort;
        try {
            Files.createDirectories(folder);
            process = new ProcessBuilder(
                            Binary.PATH,
                            "--name=test",
                            "--data-dir=" + data(),
                            "--listen-client-urls=" + client,
                            "--advertise-client-urls=" + client,
                            "--listen-peer-urls=" + peer,
                            "--initial-advertise-peer-urls=" + peer,
                            "--initial-cluster=test=" + peer,
                            "--logger=zap",
                            "--log-outputs=stderr")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        await("etcd is healthy").atMost(PATIENCE).until(this::isHealthy);
    }

    /** Ends it at once, as {@code kill -9} does. */
    void kill() {
        Process running = process;
        process = null;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    /** Makes it do nothing at all, without closing a connection. */
    void pause() {
        signal("-STOP");
    }

    void resume() {
        signal("-CONT");
    }

    /** Removes all data of the killed server. */
    void wipe() {
        delete(data());
    }

    /** Keeps the data of the killed server for {@link #restore}. */
    void backUp() {
        copy(data(), backup());
    }

    /** Puts the killed server back to where it was at {@link #backUp}. */
    void restore() {
        wipe();
        copy(backup(), data());
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(reaper);
    }

    private boolean isHealthy() throws IOException {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("etcd ended: " + Files.readString(log()));
        }
        try {
            URLConnection health =
                    URI.create("http://" + address() + "/health").toURL().openConnection();
            health.setRequestProperty("Connection", "close");
            try (InputStream answer = health.getInputStream()) {
                return new String(answer.readAllBytes(), UTF_8).contains("true");
            }
        } catch (IOException notYet) {
            return false;
        }
    }

    private void signal(String signal) {
        if (process == null) {
            throw new IllegalStateException("etcd is not running");
        }
        run("kill", signal, String.valueOf(process.pid()));
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Path backup() {
        return folder.resolve("backup");
    }

    private Path log() {
        return folder.resolve("etcd.log");
    }

    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // The next one, then.
            }
        }
    }

    private static void copy(Path from, Path to) {
        run("cp", "-r", from.toString(), to.toString());
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.delete(file);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** {@return what the command printed} */
    private static String run(String... command) {
        try {
            Process running = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String printed = new String(running.getInputStream().readAllBytes(), UTF_8);
            if (running.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed");
            }
            return printed.strip();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Found, or fetched, once. */
    private static final class Binary {

        static final String PATH = run("bash", script().toString(), "etcd");

        private static Path script() {
            Path here = Path.of("").toAbsolutePath();
            while (!Files.exists(here.resolve("bin/lib/servers.sh"))) {
                here = here.getParent();
            }
            return here.resolve("bin/lib/servers.sh");
        }
    }
}
