package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.contract.KvEndContract;
import dev.eventgateway.kv.server.EtcdServer;
import dev.eventgateway.kv.server.TestServer;
import java.nio.file.Path;

/** A store ends in time and leaves no thread, whatever has become of its server. */
class EtcdEndTest extends KvEndContract {

    @Override
    protected TestServer start(Path folder) {
        return EtcdServer.start(folder);
    }
}
