package dev.eventgateway.routing;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * Who refers to what, within each space.
 *
 * @param uses by what is referred to, then by who does
 */
record Users<V>(SpaceMap<Users.Use, V> uses) {

    static <V> Users<V> none() {
        return new Users<>(SpaceMap.empty());
    }

    Users<V> with(String space, String used, String user, V value) {
        return new Users<>(uses.with(space, new Use(used, user), value));
    }

    Users<V> without(String space, String used, String user) {
        return new Users<>(uses.without(space, new Use(used, user)));
    }

    /** {@return the first, by its id, that refers to {@code used}} */
    Optional<V> firstOf(String space, String used) {
        Map.Entry<Use, V> entry = uses.map(space).ceilingEntry(new Use(used, ""));
        return entry != null && entry.getKey().used().equals(used) ? Optional.of(entry.getValue()) : Optional.empty();
    }

    /**
     * One reference.
     *
     * @param used the id of what is referred to
     * @param user the id of who refers to it
     */
    record Use(String used, String user) implements Comparable<Use> {

        private static final Comparator<Use> ORDER =
                Comparator.comparing(Use::used).thenComparing(Use::user);

        @Override
        public int compareTo(Use other) {
            return ORDER.compare(this, other);
        }
    }
}
