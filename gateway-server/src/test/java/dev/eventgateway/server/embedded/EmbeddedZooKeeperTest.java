package dev.eventgateway.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedZooKeeperTest {

    @TempDir
    private Path folder;

    @Test
    void itsDataIsThereAgainAfterARestart() {
        try (EmbeddedZooKeeper zookeeper = EmbeddedZooKeeper.start(folder.resolve("new/data"), 0);
                KvStore store = KvStores.open(zookeeper.uri())) {
            store.put(Key.of("greeting"), new byte[] {42});
        }
        try (EmbeddedZooKeeper zookeeper = EmbeddedZooKeeper.start(folder.resolve("new/data"), 0);
                KvStore store = KvStores.open(zookeeper.uri())) {
            assertThat(store.get(Key.of("greeting")).map(KvEntry::value)).contains(new byte[] {42});
        }
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            assertThatThrownBy(() -> EmbeddedZooKeeper.start(folder, taken.getLocalPort()))
                    .isInstanceOf(StoreStartException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> EmbeddedZooKeeper.start(file.resolve("data"), 0))
                .isInstanceOf(StoreStartException.class)
                .hasMessageContaining("cannot write to data directory");
    }

    @Test
    void aFolderInUseIsNamed() {
        try (EmbeddedZooKeeper first = EmbeddedZooKeeper.start(folder, 0)) {
            assertThat(first.port()).isPositive();
            assertThatThrownBy(() -> EmbeddedZooKeeper.start(folder, 0))
                    .isInstanceOf(StoreStartException.class)
                    .hasMessageContaining("used by another");
        }
    }

    @Test
    void aWrongCommandLineIsAUsageError() {
        assertThat(StoreMain.run("mongodb")).isEqualTo(2);
        assertThat(StoreMain.run("zookeeper", "--port", "many", "--data-dir", folder.toString()))
                .isEqualTo(2);
    }
}
