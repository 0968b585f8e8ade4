package dev.eventgateway.routing;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.pcollections.TreePMap;

/**
 * A persistent map in each space, sorted by key.
 *
 * @param spaces the maps by space; none is empty
 */
record SpaceMap<K extends Comparable<? super K>, V>(TreePMap<String, TreePMap<K, V>> spaces) {

    static <K extends Comparable<? super K>, V> SpaceMap<K, V> empty() {
        return new SpaceMap<>(TreePMap.empty());
    }

    Optional<V> get(String space, K key) {
        return Optional.ofNullable(map(space).get(key));
    }

    /** {@return the values of a space in the order of their keys} */
    List<V> values(String space) {
        return List.copyOf(map(space).values());
    }

    /** {@return the first value, in the order of keys, that is accepted} */
    Optional<V> first(String space, Predicate<V> accepted) {
        return map(space).values().stream().filter(accepted).findFirst();
    }

    int size(String space) {
        return map(space).size();
    }

    /** {@return the spaces that hold something, ascending} */
    Set<String> names() {
        return spaces.keySet();
    }

    SpaceMap<K, V> with(String space, K key, V value) {
        return new SpaceMap<>(spaces.plus(space, map(space).plus(key, value)));
    }

    SpaceMap<K, V> without(String space, K key) {
        TreePMap<K, V> rest = map(space).minus(key);
        return new SpaceMap<>(rest.isEmpty() ? spaces.minus(space) : spaces.plus(space, rest));
    }

    private TreePMap<K, V> map(String space) {
        TreePMap<K, V> map = spaces.get(space);
        return map == null ? TreePMap.empty() : map;
    }
}
