package dev.eventgateway.kv.consul;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real Consul server in a process of its own, on free loopback ports that it keeps over a restart. */
final class ConsulTestServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Below the ports that systems give out by chance, so that they are still free at a restart. */
    private static final int LOWEST_PORT = 20_000;

    private static final int HIGHEST_PORT = 32_000;

    private final Path folder;
    private final int port = freePort();
    private final int rpcPort = freePort();
    private final int gossipPort = freePort();
    private final Thread reaper = new Thread(this::kill, "consul reaper");
    private @Nullable Process process;

    private ConsulTestServer(Path folder) {
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(reaper);
    }

    /** {@return a server that keeps its data below {@code folder}, running} */
    static ConsulTestServer start(Path folder) {
        ConsulTestServer server = new ConsulTestServer(folder);
        server.start();
        return server;
    }

    int port() {
        return port;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** Starts it, with the data it has, unless it runs. */
    void start() {
        launch();
        await("Consul is ready").atMost(PATIENCE).until(this::isReady);
    }

    /** Like {@link #start}, but does not wait until it is ready. */
    void launch() {
        if (process == null) {
            configure();
            try {
                process = new ProcessBuilder(
                                Binary.PATH,
                                "agent",
                                "-server",
                                "-bootstrap-expect=1",
                                "-bind=127.0.0.1",
                                "-client=127.0.0.1",
                                "-advertise=127.0.0.1",
                                "-node=test",
                                "-datacenter=dc1",
                                "-data-dir=" + data(),
                                "-config-file=" + configuration(),
                                "-disable-host-node-id",
                                "-log-level=warn")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                        .start();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
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

    /** Ends a pause, if there is one. */
    void resume() {
        if (process != null) {
            signal("-CONT");
        }
    }

    /** Removes all data of the killed server. */
    void wipe() {
        try (Stream<Path> files = Files.walk(data())) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.delete(file);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Keeps the data of the killed server for {@link #restore}. */
    void backUp() {
        run("cp", "-r", data().toString(), backup().toString());
    }

    /** Puts the killed server back to where it was at {@link #backUp}. */
    void restore() {
        wipe();
        run("cp", "-r", backup().toString(), data().toString());
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(reaper);
    }

    /** Ready is a server that writes: one that only answers may have no leader yet. */
    private boolean isReady() throws IOException {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("Consul ended: " + Files.readString(log()));
        }
        HttpURLConnection write = (HttpURLConnection)
                URI.create("http://" + address() + "/v1/kv/ready").toURL().openConnection();
        try {
            write.setRequestMethod("PUT");
            write.setDoOutput(true);
            write.getOutputStream().close();
            try (InputStream answer = write.getInputStream()) {
                return new String(answer.readAllBytes(), UTF_8).contains("true");
            }
        } catch (IOException notYet) {
            return false;
        } finally {
            write.disconnect();
        }
    }

    private void configure() {
        String ports = "\"http\": %d, \"server\": %d, \"serf_lan\": %d, \"serf_wan\": -1, \"dns\": -1, \"grpc\": -1"
                .formatted(port, rpcPort, gossipPort);
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    configuration(),
                    "{\"ports\": {" + ports
                            + "}, \"performance\": {\"raft_multiplier\": 1}, \"disable_update_check\": true}");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void signal(String signal) {
        if (process == null) {
            throw new IllegalStateException("Consul is not running");
        }
        run("kill", signal, String.valueOf(process.pid()));
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Path backup() {
        return folder.resolve("backup");
    }

    private Path configuration() {
        return folder.resolve("consul.json");
    }

    private Path log() {
        return folder.resolve("consul.log");
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

    /** {@return what the command printed} */
    private static String run(String... command) {
        try {
            Process running = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String printed = new String(running.getInputStream().readAllBytes(), UTF_8);
            if (running.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed, its words stand above");
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

        static final String PATH = run("bash", script().toString(), "consul");

        private static Path script() {
            Path here = Path.of("").toAbsolutePath();
            while (here != null) {
                Path script = here.resolve("bin/lib/servers.sh");
                if (Files.exists(script)) {
                    return script;
                }
                here = here.getParent();
            }
            throw new IllegalStateException("no bin/lib/servers.sh here or above");
        }
    }
}
