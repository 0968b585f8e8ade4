package dev.eventgateway.server;

import dev.eventgateway.kv.server.ConsulServer;
import dev.eventgateway.kv.server.TestServer;
import java.nio.file.Path;

class TwoServersOnConsulTest extends TwoServersContract {

    @Override
    TestServer start(Path folder) {
        return ConsulServer.start(folder);
    }
}
