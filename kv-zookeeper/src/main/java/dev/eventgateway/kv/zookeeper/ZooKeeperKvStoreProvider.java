package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStoreProvider;
import dev.eventgateway.kv.KvUri;
import java.util.Set;

/**
 * Opens {@code zk://host:port,host:port/prefix}, and {@code zks://…} with TLS. Options:
 *
 * <ul>
 *   <li>{@code timeout}: how long a call may take (5 s)
 *   <li>{@code sessionTimeout}: after which a silent connection is given up (10 s; the servers may round it)
 *   <li>{@code user} and {@code password} ({@code passwordFile}, {@code passwordEnv}): ZooKeeper's scheme {@code digest}.
 *       What the store makes is then open to that user only, else to everybody
 *   <li>{@code ca}, {@code cert} and {@code key}, for {@code zks} only: files in PEM; whom to trust (the JDK's authorities
 *       unless given), and who to be for servers that ask
 * </ul>
 */
public final class ZooKeeperKvStoreProvider implements KvStoreProvider {

    @Override
    public Set<String> schemes() {
        return Set.of(Options.PLAIN, Options.SECURE);
    }

    @Override
    public KvStore open(KvUri uri) {
        return new ZooKeeperKvStore(Options.of(uri));
    }
}
