package dev.eventgateway.kv;

import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The door to every store: one URI selects and configures the back end. */
public final class KvStores {

    private KvStores() {}

    /**
     * {@return the store at {@code uri}: {@code zk://}, {@code etcd://} or {@code consul://} where that back end is on
     * the class path, {@code memory:name} always} Does not wait for the store to be reachable.
     *
     * @throws KvException with {@link KvException.Reason#INVALID} for a malformed URI, an unknown option, or a scheme
     *     that no back end on the class path opens
     */
    public static KvStore open(String uri) {
        KvUri parsed = KvUri.parse(uri);
        List<KvStoreProvider> found = ServiceLoader.load(KvStoreProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        return found.stream()
                .filter(provider -> provider.schemes().contains(parsed.scheme()))
                .findFirst()
                .orElseThrow(() -> unknown(parsed.scheme(), found))
                .open(parsed);
    }

    private static KvException unknown(String scheme, List<KvStoreProvider> found) {
        String known = found.stream()
                .flatMap(provider -> provider.schemes().stream())
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(", "));
        return new KvException(
                KvException.Reason.INVALID,
                "no store for scheme \"" + scheme + "\" on the class path, which has: " + known);
    }
}
