package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.contract.KvClusterContract;
import dev.eventgateway.kv.contract.KvEndContract;
import dev.eventgateway.kv.contract.KvFaultContract;
import dev.eventgateway.kv.contract.KvOutageContract;
import dev.eventgateway.kv.contract.KvResetContract;
import dev.eventgateway.kv.server.TestServer;
import dev.eventgateway.kv.server.ZooKeeperServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** What a store on ZooKeeper does when the line or the server fails. */
class ZooKeeperFaultTest {

    private static final String OPTIONS = "?timeout=1s&sessionTimeout=2s";

    private static TestServer server(Path folder) {
        return ZooKeeperServer.start(folder, "maxSessionTimeout=60000");
    }

    @Nested
    class Faults extends KvFaultContract {
        @Override
        protected TestServer start(Path folder) {
            return server(folder);
        }

        @Override
        protected String options() {
            return OPTIONS;
        }
    }

    @Nested
    class Outages extends KvOutageContract {
        @Override
        protected TestServer start(Path folder) {
            return server(folder);
        }

        @Override
        protected String options() {
            return OPTIONS;
        }

        @Override
        protected int connections() {
            return 1;
        }
    }

    @Nested
    class Resets extends KvResetContract {
        @Override
        protected TestServer start(Path folder) {
            return server(folder);
        }

        @Override
        protected String options() {
            return OPTIONS;
        }
    }

    @Nested
    class Ends extends KvEndContract {
        @Override
        protected TestServer start(Path folder) {
            return server(folder);
        }
    }

    @Nested
    class Clusters extends KvClusterContract {
        @Override
        protected List<? extends TestServer> startThree(Path folder) {
            return ZooKeeperServer.startThree(folder);
        }

        @Override
        protected String options() {
            return OPTIONS;
        }
    }
}
