package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.contract.KvCloseContract;
import dev.eventgateway.kv.contract.KvLeaseContract;
import dev.eventgateway.kv.contract.KvOperationsContract;
import dev.eventgateway.kv.contract.KvTransactionContract;
import dev.eventgateway.kv.contract.KvWatchContract;
import dev.eventgateway.kv.contract.KvWatchLoadContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** A store that talks TLS to a real server and has nodes that are open to itself only keeps the contract, too. */
class ZooKeeperSecureStoreTest {

    @TempDir
    static Path folder;

    private static SecureServer secure;

    @BeforeAll
    static void startServer() throws IOException {
        secure = new SecureServer(folder);
    }

    @AfterAll
    static void stopServer() {
        secure.server().close();
    }

    private static KvStore zooKeeper(String place) {
        return KvStores.open("zks://127.0.0.1:" + secure.server().securePort() + "/" + place
                + "?user=gateway&password=open%20sesame" + secure.trusting("authority") + secure.being("client"));
    }

    @Nested
    class Operations extends KvOperationsContract {
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
    class Leases extends KvLeaseContract {
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
}
