package dev.eventgateway.kv.consul;

import dev.eventgateway.kv.contract.KvLeaseFaultContract;
import dev.eventgateway.kv.server.ConsulServer;
import dev.eventgateway.kv.server.TestServer;
import java.nio.file.Path;
import java.time.Duration;

/** What becomes of leases and locks on Consul when the line or the server fails. */
class ConsulLeaseFaultTest extends KvLeaseFaultContract {

    @Override
    protected TestServer start(Path folder) {
        return ConsulServer.start(folder);
    }

    @Override
    protected Duration shortest() {
        return Duration.ofSeconds(10);
    }
}
