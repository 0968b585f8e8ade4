package dev.eventgateway.kv.consul;

import dev.eventgateway.kv.contract.KvClusterContract;
import dev.eventgateway.kv.contract.KvEndContract;
import dev.eventgateway.kv.contract.KvFaultContract;
import dev.eventgateway.kv.contract.KvOutageContract;
import dev.eventgateway.kv.contract.KvResetContract;
import dev.eventgateway.kv.server.ConsulServer;
import dev.eventgateway.kv.server.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** What a store on Consul does when the line or the server fails. */
class ConsulFaultTest {

    @Nested
    class Faults extends KvFaultContract {
        @Override
        protected TestServer start(Path folder) {
            return ConsulServer.start(folder);
        }
    }

    @Nested
    class Outages extends KvOutageContract {
        @Override
        protected TestServer start(Path folder) {
            return ConsulServer.start(folder);
        }

        /** One to read, one to wait. */
        @Override
        protected int connections() {
            return 2;
        }
    }

    @Nested
    class Resets extends KvResetContract {
        @Override
        protected TestServer start(Path folder) {
            return ConsulServer.start(folder);
        }
    }

    @Nested
    class Ends extends KvEndContract {
        @Override
        protected TestServer start(Path folder) {
            return ConsulServer.start(folder);
        }
    }

    @Nested
    class Clusters extends KvClusterContract {
        @Override
        protected List<? extends TestServer> startThree(Path folder) {
            return ConsulServer.startThree(folder);
        }
    }
}
