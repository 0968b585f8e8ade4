package dev.eventgateway.server;

import dev.eventgateway.kv.server.EtcdServer;
import dev.eventgateway.kv.server.TestServer;
import java.nio.file.Path;

class TwoServersOnEtcdTest extends TwoServersContract {

    @Override
    TestServer start(Path folder) {
        return EtcdServer.start(folder);
    }
}
