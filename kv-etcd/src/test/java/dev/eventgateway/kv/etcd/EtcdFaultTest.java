package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.contract.KvClusterContract;
import dev.eventgateway.kv.contract.KvEndContract;
import dev.eventgateway.kv.contract.KvFaultContract;
import dev.eventgateway.kv.contract.KvOutageContract;
import dev.eventgateway.kv.contract.KvResetContract;
import dev.eventgateway.kv.server.EtcdServer;
import dev.eventgateway.kv.server.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** What a store on a real etcd does when the line or the server fails: nothing that was written is lost or shown wrong. */
class EtcdFaultTest {

    @Nested
    class Faults extends KvFaultContract {
        @Override
        protected TestServer start(Path folder) {
            return EtcdServer.start(folder);
        }
    }

    @Nested
    class Outages extends KvOutageContract {
        @Override
        protected TestServer start(Path folder) {
            return EtcdServer.start(folder);
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
            return EtcdServer.start(folder);
        }
    }

    @Nested
    class Ends extends KvEndContract {
        @Override
        protected TestServer start(Path folder) {
            return EtcdServer.start(folder);
        }
    }

    @Nested
    class Clusters extends KvClusterContract {
        @Override
        protected List<? extends TestServer> startThree(Path folder) {
            return EtcdServer.startThree(folder);
        }
    }
}
