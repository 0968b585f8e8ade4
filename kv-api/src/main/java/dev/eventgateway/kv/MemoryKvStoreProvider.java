package dev.eventgateway.kv;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens {@code memory:name}: within this process the same name gives the same data, for as long as one store is open on
 * it. With {@code memory://name/prefix} each prefix is a store of its own. Takes no option but {@code timeout}, which
 * is without effect since nothing is waited for.
 */
public final class MemoryKvStoreProvider implements KvStoreProvider {

    /** Which data a URI means. */
    private record Place(String name, Key prefix) {}

    private static final Map<Place, MemoryTree> TREES = new HashMap<>();

    /** For {@link java.util.ServiceLoader}. */
    public MemoryKvStoreProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("memory");
    }

    @Override
    public KvStore open(KvUri uri) {
        uri.requireOnly();
        if (uri.endpoints().size() != 1) {
            throw new KvException(KvException.Reason.INVALID, "store URI has a comma, expected memory:name");
        }
        Place place = new Place(uri.endpoints().get(0), uri.prefix());
        synchronized (TREES) {
            return new InMemoryKvStore(TREES.computeIfAbsent(place, absent -> new MemoryTree()), () -> release(place));
        }
    }

    private static void release(Place place) {
        synchronized (TREES) {
            TREES.computeIfPresent(place, MemoryKvStoreProvider::unlessAbandoned);
        }
    }

    private static @Nullable MemoryTree unlessAbandoned(Place place, MemoryTree tree) {
        synchronized (tree) {
            return tree.isAbandoned() ? null : tree;
        }
    }
}
