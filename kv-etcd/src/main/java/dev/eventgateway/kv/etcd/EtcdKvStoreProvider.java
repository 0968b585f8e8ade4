package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStoreProvider;
import dev.eventgateway.kv.KvUri;
import java.util.Set;

/** Opens {@code etcd://host:port,host:port/prefix}. Option: {@code timeout}, how long a call may take (5 s). */
public final class EtcdKvStoreProvider implements KvStoreProvider {

    @Override
    public Set<String> schemes() {
        return Set.of("etcd", Options.SECURE);
    }

    @Override
    public KvStore open(KvUri uri) {
        return new EtcdKvStore(Options.of(uri));
    }
}
