package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStoreProvider;
import dev.eventgateway.kv.KvUri;
import java.util.Set;

/**
 * Opens {@code zk://host:port,host:port/prefix}. Options: {@code timeout}, how long a call may take (5 s), and
 * {@code sessionTimeout}, after which a silent connection is given up (10 s; the servers may round it).
 */
public final class ZooKeeperKvStoreProvider implements KvStoreProvider {

    @Override
    public Set<String> schemes() {
        return Set.of("zk");
    }

    @Override
    public KvStore open(KvUri uri) {
        return new ZooKeeperKvStore(Options.of(uri));
    }
}
