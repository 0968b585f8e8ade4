package dev.eventgateway.kv.zookeeper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.jspecify.annotations.Nullable;

/** A real ZooKeeper server in this process, on a free loopback port that it keeps over a restart. */
final class ZooKeeperTestServer implements AutoCloseable {

    private static final int TICK_MILLIS = 200;
    private static final int MOST_CLIENTS = 1_000;

    private final Path data;
    private int port;
    private @Nullable ServerCnxnFactory door;
    private @Nullable ZooKeeperServer server;

    private ZooKeeperTestServer(Path data) {
        this.data = data;
    }

    /** {@return a server that keeps its data in {@code data}, running} */
    static ZooKeeperTestServer start(Path data) {
        ZooKeeperTestServer server = new ZooKeeperTestServer(data);
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
        try {
            Files.createDirectories(data);
            server = new ZooKeeperServer(data.toFile(), data.toFile(), TICK_MILLIS);
            door = new NIOServerCnxnFactory();
            door.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MOST_CLIENTS);
            door.startup(server);
            port = door.getLocalPort();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    void stop() {
        if (door != null) {
            door.shutdown();
            door = null;
        }
    }

    /** Removes all data of the stopped server. */
    void wipe() {
        try (Stream<Path> files = Files.walk(data)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.delete(file);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** {@return the ids of all sessions} */
    Set<Long> sessions() {
        ZooKeeperServer running = server;
        return running == null
                ? Set.of()
                : Set.copyOf(running.getZKDatabase().getSessionWithTimeOuts().keySet());
    }

    /** Ends all sessions, as if their clients had been silent for too long. */
    void expireSessions() {
        ZooKeeperServer running = server;
        if (running != null) {
            sessions().forEach(running::closeSession);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
