package dev.eventgateway.server.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.zookeeper.server.embedded.ExitHandler;
import org.apache.zookeeper.server.embedded.ZooKeeperServerEmbedded;

/** A single ZooKeeper server in this process, on loopback only. Its data stays in its folder when it is closed. */
public final class EmbeddedZooKeeper implements AutoCloseable {

    private static final long START_MILLIS = 30_000;
    private static final String LOOPBACK = "127.0.0.1";

    private final DataFolder folder;
    private final ZooKeeperServerEmbedded server;
    private final int port;

    private EmbeddedZooKeeper(DataFolder folder, ZooKeeperServerEmbedded server, int port) {
        this.folder = folder;
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a server; it accepts connections when this returns.
     *
     * @param dataFolder where its data is kept; made if missing
     * @param port the port on 127.0.0.1; 0 for a free one
     * @throws StoreStartException saying what is in the way, and what to do
     */
    public static EmbeddedZooKeeper start(Path dataFolder, int port) {
        DataFolder folder = DataFolder.take(dataFolder);
        try {
            int chosen = available(port);
            return new EmbeddedZooKeeper(folder, started(folder.path(), chosen), chosen);
        } catch (RuntimeException failure) {
            folder.close();
            throw failure;
        }
    }

    /** ZooKeeper reports a port in use only in its log, so it is tried beforehand. */
    private static int available(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return socket.getLocalPort();
        } catch (IOException taken) {
            throw new StoreStartException(
                    "port " + port + " on " + LOOPBACK + " is in use: stop what listens there, or choose another port",
                    taken);
        }
    }

    private static ZooKeeperServerEmbedded started(Path folder, int port) {
        try {
            ZooKeeperServerEmbedded server = ZooKeeperServerEmbedded.builder()
                    .baseDir(folder)
                    .configuration(configuration(port))
                    .exitHandler(ExitHandler.LOG_ONLY)
                    .build();
            server.start(START_MILLIS);
            return server;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreStartException("interrupted while the embedded ZooKeeper was starting", interrupted);
        } catch (Exception failure) {
            throw new StoreStartException(
                    "the embedded ZooKeeper did not start in " + folder + ": " + failure, failure);
        }
    }

    private static Properties configuration(int port) {
        Properties properties = new Properties();
        properties.setProperty("clientPortAddress", LOOPBACK);
        properties.setProperty("clientPort", String.valueOf(port));
        properties.setProperty("tickTime", "1000");
        properties.setProperty("admin.enableServer", "false");
        // Old snapshots would otherwise pile up for as long as somebody tries the gateway out.
        properties.setProperty("autopurge.snapRetainCount", "3");
        properties.setProperty("autopurge.purgeInterval", "1");
        return properties;
    }

    /** {@return the port that it listens on} */
    public int port() {
        return port;
    }

    /** {@return the store URI that opens it} */
    public String uri() {
        return "zk://" + LOOPBACK + ":" + port;
    }

    /** Stops the server. Idempotent; the data stays. */
    @Override
    public void close() {
        server.close();
        folder.close();
    }
}
