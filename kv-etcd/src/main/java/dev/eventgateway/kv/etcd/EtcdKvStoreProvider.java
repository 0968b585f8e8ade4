package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStoreProvider;
import dev.eventgateway.kv.KvUri;
import java.util.Set;

/**
 * Opens {@code etcd://host:port,host:port/prefix}, or with TLS {@code etcds://host:port,host:port/prefix}. Options:
 *
 * <ul>
 *   <li>{@code timeout}: how long a call may take (5 s)
 *   <li>{@code user}, and one of {@code password}, {@code passwordFile} and {@code passwordEnv}: who to be to an etcd
 *       with authentication enabled. Without effect, but for a warning, as long as it is not
 *   <li>{@code ca}, with {@code etcds} only: the file of the authorities that vouch for the servers, in PEM; those of
 *       the JDK unless given. A server's certificate has to name the host as the URI does
 *   <li>{@code cert} and {@code key}, with {@code etcds} only: the files of the certificate and the private key to show
 *       to servers that ask for them, in PEM and PKCS#8. Without a user, the certificate's common name tells the user
 * </ul>
 *
 * <p>Files are read when the store is opened.
 */
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
