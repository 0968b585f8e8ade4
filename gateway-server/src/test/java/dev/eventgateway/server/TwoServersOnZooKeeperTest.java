package dev.eventgateway.server;

import dev.eventgateway.kv.server.TestServer;
import dev.eventgateway.kv.server.ZooKeeperServer;
import java.nio.file.Path;

class TwoServersOnZooKeeperTest extends TwoServersContract {

    @Override
    TestServer start(Path folder) {
        return ZooKeeperServer.start(folder);
    }
}
