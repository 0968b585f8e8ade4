package dev.eventgateway.kv.consul;

import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStoreProvider;
import dev.eventgateway.kv.KvUri;
import java.util.Set;

/**
 * Opens {@code consul://host:port/prefix}, and {@code consuls://…} with TLS; the port is 8500 unless given. Where several
 * agents are named, one is used until it fails, then the next. Options:
 *
 * <ul>
 *   <li>{@code timeout}: how long a call may take (5 s). A watch notices a line that went silent after about three times
 *       as long.
 *   <li>{@code token}, {@code tokenFile} or {@code tokenEnv}: the token itself, or the file or the environment variable
 *       that holds it. It needs {@code key_prefix "prefix/" { policy = "write" }}, or {@code "read"} to read and watch
 *       only; for leases also {@code session "kv-leases" { policy = "write" }}, and {@code node "kv-leases" { policy =
 *       "write" }} until that node is there.
 *   <li>{@code ca}, with {@code consuls} only: the certificates, PEM, of whom to trust instead of whom the JDK trusts.
 *       An agent's certificate must name the host as the URI does.
 *   <li>{@code cert} and {@code key}, with {@code consuls} only: the client's certificate and its private key, PEM.
 * </ul>
 *
 * <p>Token and certificates are read once, when the store is opened.
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
