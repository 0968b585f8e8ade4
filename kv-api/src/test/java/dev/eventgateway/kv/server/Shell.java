package dev.eventgateway.kv.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a person would do at a shell: run, ask, delete, find a free port. */
final class Shell {

    /** Below the ports that systems give out by chance, so that they are still free at a restart. */
    private static final int LOWEST_PORT = 20_000;

    private static final int HIGHEST_PORT = 32_000;
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final Path PORTS =
            Path.of(System.getProperty("java.io.tmpdir"), "event-gateway-ports-" + System.getProperty("user.name"));
    /** Kept: the JVM forgets a lock that nobody holds on to. */
    private static final Set<FileLock> RESERVED = new HashSet<>();

    private static @Nullable FileChannel ports;

    private Shell() {}

    /** {@return the last line that the command printed} */
    static String run(List<String> command) {
        try {
            Process running = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
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

    /** {@return the path of the binary of etcd or Consul, fetched if need be} */
    static String binary(String name) {
        for (Path here = Path.of("").toAbsolutePath(); here != null; here = here.getParent()) {
            Path script = here.resolve("bin/lib/servers.sh");
            if (Files.exists(script)) {
                return run(List.of("bash", script.toString(), name));
            }
        }
        throw new IllegalStateException(
                "no bin/lib/servers.sh in or above " + Path.of("").toAbsolutePath());
    }

    /** {@return a port that nobody listens at, and that no JVM is given again before this one ends} */
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
            if (isFree(port) && isReserved(port)) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return free.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /** One byte of a file of the user's is locked for each port: a server that is killed is to find its port again. */
    private static synchronized boolean isReserved(int port) {
        try {
            if (ports == null) {
                ports = FileChannel.open(PORTS, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            }
            FileLock lock = ports.tryLock(port, 1, false);
            return lock != null && RESERVED.add(lock);
        } catch (OverlappingFileLockException ours) {
            return false;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /**
     * {@return the status and the body of what a server on loopback answers, such as {@code 200 true}}
     *
     * @throws IOException if it does not answer
     */
    static String http(int port, String method, String path, String body) throws IOException {
        HttpURLConnection call = (HttpURLConnection) url(port, path).toURL().openConnection();
        call.setRequestMethod(method);
        call.setConnectTimeout(TIMEOUT_MILLIS);
        call.setReadTimeout(TIMEOUT_MILLIS);
        call.setRequestProperty("Connection", "close");
        try {
            if (!body.isEmpty()) {
                call.setDoOutput(true);
                call.getOutputStream().write(body.getBytes(UTF_8));
            }
            try (InputStream answer = call.getResponseCode() < 400 ? call.getInputStream() : call.getErrorStream()) {
                String text = answer == null ? "" : new String(answer.readAllBytes(), UTF_8);
                return call.getResponseCode() + " " + text;
            }
        } finally {
            call.disconnect();
        }
    }

    /** {@return everything that a server on loopback says to {@code line}} */
    static String talk(int port, String line) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(line.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    static void copy(Path from, Path to) {
        run(List.of("cp", "-r", from.toString(), to.toString()));
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.delete(file);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static URI url(int port, String path) {
        try {
            return new URI("http://127.0.0.1:" + port + path);
        } catch (URISyntaxException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }
}
