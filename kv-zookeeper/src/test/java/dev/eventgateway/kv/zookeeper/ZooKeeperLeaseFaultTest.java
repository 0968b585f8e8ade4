package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.contract.KvLeaseFaultContract;
import dev.eventgateway.kv.server.TestServer;
import dev.eventgateway.kv.server.ZooKeeperServer;
import java.nio.file.Path;
import java.time.Duration;

/** What becomes of leases and locks on ZooKeeper when the line or the server fails. */
class ZooKeeperLeaseFaultTest extends KvLeaseFaultContract {

    @Override
    protected TestServer start(Path folder) {
        return ZooKeeperServer.start(folder, "maxSessionTimeout=60000");
    }

    @Override
    protected String options() {
        return "?timeout=1s&sessionTimeout=2s";
    }

    @Override
    protected Duration shortest() {
        return Duration.ofSeconds(1);
    }
}
