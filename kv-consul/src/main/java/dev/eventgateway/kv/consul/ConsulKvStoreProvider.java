package dev.eventgateway.kv.consul;

import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStoreProvider;
import dev.eventgateway.kv.KvUri;
import java.util.Set;

/**
 * Opens {@code consul://host:port/prefix}; the port is 8500 unless given. Where several agents are named, one is used
 * until it fails, then the next. Option: {@code timeout}, how long a call may take (5 s). A watch notices a line that
 * went silent after about three times as long.
 */
public final class ConsulKvStoreProvider implements KvStoreProvider {

    @Override
    public Set<String> schemes() {
        return Set.copyOf(Options.SCHEMES);
    }

    @Override
    public KvStore open(KvUri uri) {
        return new ConsulKvStore(Options.of(uri));
    }
}
