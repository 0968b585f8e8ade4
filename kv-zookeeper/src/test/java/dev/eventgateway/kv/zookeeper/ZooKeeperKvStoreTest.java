package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.contract.KvCloseContract;
import dev.eventgateway.kv.contract.KvKeysContract;
import dev.eventgateway.kv.contract.KvLeaseContract;
import dev.eventgateway.kv.contract.KvListenerContract;
import dev.eventgateway.kv.contract.KvLockContract;
import dev.eventgateway.kv.contract.KvOperationsContract;
import dev.eventgateway.kv.contract.KvScaleContract;
import dev.eventgateway.kv.contract.KvTransactionContract;
import dev.eventgateway.kv.contract.KvWatchContract;
import dev.eventgateway.kv.contract.KvWatchLoadContract;
import dev.eventgateway.kv.server.ZooKeeperServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** A store on a real ZooKeeper server keeps the contract. */
class ZooKeeperKvStoreTest {

    @TempDir
    static Path data;

    private static ZooKeeperServer server;

    @BeforeAll
    static void startServer() {
        // Leases of a second at least: shorter ones are lost when the machine is busy.
        server = ZooKeeperServer.start(data.resolve("server"), "minSessionTimeout=2000", "maxSessionTimeout=60000");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static KvStore zooKeeper(String place) {
        return KvStores.open(server.uri(place));
    }

    @Nested
    class Operations extends KvOperationsContract {
        @Override
        protected KvStore open(String place) {
            return zooKeeper(place);
        }
    }

    @Nested
    class Keys extends KvKeysContract {
        @Override
        protected KvStore open(String place) {
            return zooKeeper(place);
        }
    }

    @Nested
    class Transactions extends KvTransactionContract {
        @Override
        protected KvStore open(String place) {
            return zooKeeper(place);
        }
    }

    @Nested
    class Watches extends KvWatchContract {
        @Override
        protected KvStore open(String place) {
            return zooKeeper(place);
        }
    }

    @Nested
    class WatchesUnderLoad extends KvWatchLoadContract {
        @Override
        protected KvStore open(String place) {
            return zooKeeper(place);
        }
    }

    @Nested
    class Listeners extends KvListenerContract {
        @Override
        protected KvStore open(String place) {
            return zooKeeper(place);
        }
    }

    @Nested
    class Closing extends KvCloseContract {
        @Override
        protected KvStore open(String place) {
            return zooKeeper(place);
        }
    }

    @Nested
    class Scale extends KvScaleContract {
        @Override
        protected KvStore open(String place) {
            // How fast a server on a busy machine is, is not part of the contract.
            return KvStores.open(server.uri(place) + "?timeout=60s");
        }
    }

    @Nested
    class Leases extends KvLeaseContract {
        @Override
        protected KvStore open(String place) {
            return zooKeeper(place);
        }
    }

    @Nested
    class Locks extends KvLockContract {
        @Override
        protected KvStore open(String place) {
            return zooKeeper(place);
        }
    }
}
