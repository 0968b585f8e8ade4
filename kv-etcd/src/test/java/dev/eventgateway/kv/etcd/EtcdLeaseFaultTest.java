package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.contract.KvLeaseFaultContract;
import dev.eventgateway.kv.server.EtcdServer;
import dev.eventgateway.kv.server.TestServer;
import java.nio.file.Path;
import java.time.Duration;

/** What becomes of leases and locks on etcd when the line or the server fails. */
class EtcdLeaseFaultTest extends KvLeaseFaultContract {

    @Override
    protected TestServer start(Path folder) {
        return EtcdServer.start(folder);
    }

    @Override
    protected Duration shortest() {
        return Duration.ofSeconds(2);
    }
}
