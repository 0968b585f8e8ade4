package dev.eventgateway.kv.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
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
    private final String peer = "http://127.0.0.1:" + freePort();
    private final Thread reaper = new Thread(this::kill, "etcd reaper");
    private String cluster = member();
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

    /** {@return the three members of a cluster, running} */
    static List<EtcdTestServer> startThree(Path folder) {
        List<EtcdTestServer> members = Stream.of("a", "b", "c")
                .map(name -> new EtcdTestServer(folder.resolve(name)))
                .toList();
        String cluster = members.stream().map(EtcdTestServer::member).collect(joining(","));
        members.forEach(member -> {
            member.cluster = cluster;
            member.launch();
        });
        members.forEach(EtcdTestServer::awaitHealth);
        return members;
    }

    int port() {
        return port;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** Starts it again, with the data it has. */
    void start() {
        launch();
        awaitHealth();
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

    /** {@return its entry in the list of a cluster's members} */
    private String member() {
        return "member-" + port + "=" + peer;
    }

    private void launch() {
        String client = "http://" + address();
        try {
            Files.createDirectories(folder);
            process = new ProcessBuilder(
                            binary(),
                            "--name=member-" + port,
                            "--data-dir=" + data(),
                            "--listen-client-urls=" + client,
                            "--advertise-client-urls=" + client,
                            "--listen-peer-urls=" + peer,
                            "--initial-advertise-peer-urls=" + peer,
                            "--initial-cluster=" + cluster,
                            "--logger=zap",
                            "--log-outputs=stderr")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void awaitHealth() {
        await("etcd is healthy").atMost(PATIENCE).until(this::isHealthy);
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

    /** {@return the path of a real etcd, fetched if need be} */
    private static String binary() {
        for (Path here = Path.of("").toAbsolutePath(); here != null; here = here.getParent()) {
            Path script = here.resolve("bin/lib/servers.sh");
            if (Files.exists(script)) {
                return run("bash", script.toString(), "etcd");
            }
        }
        throw new IllegalStateException(
                "no bin/lib/servers.sh above " + Path.of("").toAbsolutePath());
    }

    /** {@return what the command printed} */
    private static String run(String... command) {
        try {
            Process running =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String printed = new String(running.getInputStream().readAllBytes(), UTF_8).strip();
            if (running.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed: " + printed);
            }
            return printed.substring(printed.lastIndexOf('\n') + 1);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
