package dev.eventgateway.kv.consul;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real Consul server in a process of its own, on free loopback ports that it keeps over a restart. */
final class ConsulTestServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Below those that the system gives to connections, so that none of them is taken while the server is down. */
    private static final int LOWEST_PORT = 20_000;

    private static final int HIGHEST_PORT = 32_000;

    private final Path folder;
    private final String binary = binary();
    private final int http = freePort();
    private final int rpc = freePort();
    private final int gossip = freePort();
    private final Thread orphanage = new Thread(this::kill);
    private Process process;

    private ConsulTestServer(Path folder) {
        this.folder = folder;
        configure();
        Runtime.getRuntime().addShutdownHook(orphanage);
        process = launch();
    }

    /** {@return a server that keeps its data below {@code folder}, running} */
    static ConsulTestServer start(Path folder) {
        ConsulTestServer server = new ConsulTestServer(folder);
        server.awaitReady();
        return server;
    }

    int port() {
        return http;
    }

    String address() {
        return "127.0.0.1:" + http;
    }

    /** Starts it again, with the data it has. */
    void restart() {
        process = launch();
        awaitReady();
    }

    /** Ends it at once, as a crash would. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** It stops to do anything, but its connections stay. */
    void pause() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    /** Removes all data of the server that was killed. */
    void wipe() {
        try (Stream<Path> files = Files.walk(data())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(orphanage);
    }

    private Path data() {
        return folder.resolve("data");
    }

    private void configure() {
        String ports = "{\"http\": %d, \"server\": %d, \"serf_lan\": %d, \"serf_wan\": -1, \"dns\": -1, \"grpc\": -1}";
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("consul.json"),
                    "{\"ports\": " + ports.formatted(http, rpc, gossip)
                            + ", \"performance\": {\"raft_multiplier\": 1}, \"disable_update_check\": true}");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private Process launch() {
        List<String> command = new ArrayList<>(List.of(binary, "agent", "-server", "-bootstrap-expect=1"));
        command.addAll(List.of("-bind=127.0.0.1", "-client=127.0.0.1", "-advertise=127.0.0.1"));
        command.addAll(List.of("-node=n1", "-datacenter=dc1", "-disable-host-node-id", "-log-level=warn"));
        command.addAll(List.of("-data-dir=" + data(), "-config-file=" + folder.resolve("consul.json")));
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private Path log() {
        return folder.resolve("consul.log");
    }

    private void awaitReady() {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest write = HttpRequest.newBuilder(URI.create("http://" + address() + "/v1/kv/ready"))
                .timeout(Duration.ofSeconds(10))
                .PUT(BodyPublishers.ofString("yes"))
                .build();
        await("Consul to be ready, see " + log())
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() ->
                        client.send(write, BodyHandlers.ofString()).body().strip().equals("true"));
    }

    private void signal(String name) {
        run(List.of("kill", "-" + name, String.valueOf(process.pid())));
    }

    /** {@return the path of the server's binary, which is fetched if there is none} A failure says how to get one. */
    private static String binary() {
        return run(List.of("bash", "../bin/lib/servers.sh", "consul")).strip();
    }

    private static String run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String output = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("failed: " + String.join(" ", command) + " (its words stand above)");
            }
            return output;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static int freePort() {
        for (int port : new Random().ints(LOWEST_PORT, HIGHEST_PORT).limit(1_000).toArray()) {
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // The next one, then.
            }
        }
        throw new IllegalStateException("no free port between " + LOWEST_PORT + " and " + HIGHEST_PORT);
    }
}
