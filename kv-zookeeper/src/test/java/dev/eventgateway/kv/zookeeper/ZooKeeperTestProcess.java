package dev.eventgateway.kv.zookeeper;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.zookeeper.server.ZooKeeperServerMain;

/** A real ZooKeeper server in a process of its own, which can be killed. */
final class ZooKeeperTestProcess implements AutoCloseable {

    private final Path directory;
    private final int port;
    private Process process;

    private ZooKeeperTestProcess(Path directory, int port) {
        this.directory = directory;
        this.port = port;
        this.process = launch();
    }

    /** {@return a server that keeps its data in {@code directory}, starting} */
    static ZooKeeperTestProcess start(Path directory) {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new ZooKeeperTestProcess(directory, free.getLocalPort());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** Ends the process on the spot, like a power cut as far as it can tell. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Starts it again, with the data it has. */
    void restart() {
        process = launch();
    }

    @Override
    public void close() {
        kill();
    }

    private Process launch() {
        try {
            Path settings = Files.write(
                    Files.createDirectories(directory).resolve("zoo.cfg"),
                    List.of(
                            "dataDir=" + directory.resolve("data"),
                            "clientPort=" + port,
                            "clientPortAddress=127.0.0.1",
                            "tickTime=200",
                            "admin.enableServer=false"));
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ZooKeeperServerMain.class.getName(),
                            settings.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(new File(directory.toFile(), "output"))
                    .start();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
