package dev.eventgateway.kv.spi;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvChange;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The revisions at which keys were deleted; bounded, the oldest are forgotten first. */
final class Tombstones {

    /** How many are kept however small the tree is. */
    static final int LEAST = 1_024;

    private final Map<Key, Long> revisions = new LinkedHashMap<>();
    private int most = LEAST;

    /** Keeps as many as the tree has entries, if those are more than were allowed before. */
    void allow(int entries) {
        most = Math.max(most, entries);
    }

    void remember(KvChange delete) {
        forget(delete.key());
        revisions.put(delete.key(), delete.revision());
        if (revisions.size() > most) {
            Iterator<Key> oldest = revisions.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    void forget(Key key) {
        revisions.remove(key);
    }

    void clear() {
        revisions.clear();
        most = LEAST;
    }

    Optional<Long> revision(Key key) {
        return Optional.ofNullable(revisions.get(key));
    }
}
