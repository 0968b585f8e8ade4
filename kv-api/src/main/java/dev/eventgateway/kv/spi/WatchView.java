package dev.eventgateway.kv.spi;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvChange;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tree below a prefix as a back end has reported it so far, and what is news to it. Decides only: no thread, no
 * I/O, not safe for concurrent use.
 */
final class WatchView {

    private final Key prefix;
    private final NavigableMap<Key, KvEntry> entries = new TreeMap<>();
    /** Deleted since the last listing, oldest first, so that a put that comes late does not bring a key back. */
    private final Tombstones tombstones = new Tombstones();
    /** Seen before the first listing. */
    private final Map<Key, KvChange> early = new HashMap<>();

    private boolean listed;
    /** The revision of the last listing: it contains every write up to here. */
    private long floor;
    /** The highest revision seen, in a listing or a change. */
    private long revision;

    WatchView(Key prefix) {
        this.prefix = prefix;
    }

    /** {@return the whole tree, at the highest revision seen} */
    KvSnapshot snapshot() {
        return new KvSnapshot(revision, List.copyOf(entries.values()));
    }

    /** {@return what to tell of a listing that replaces whatever was known} */
    News replace(KvSnapshot listing) {
        List<KvEntry> inside = listing.entries().stream().filter(this::inside).toList();
        entries.clear();
        inside.forEach(entry -> entries.put(entry.key(), entry));
        early.clear();
        settle(listing.revision());
        return new News(Optional.of(new KvSnapshot(listing.revision(), inside)), List.of());
    }

    /**
     * {@return what to tell of a listing that, for all the back end knows, continues what was seen before: its
     * difference, or the whole where it is the first or cannot be a continuation}
     */
    News advance(KvSnapshot listing) {
        if (!listed) {
            return begin(listing);
        }
        Optional<List<KvChange>> changes = difference(listing);
        if (changes.isEmpty()) {
            return replace(listing);
        }
        changes.get().forEach(this::take);
        settle(listing.revision());
        return new News(Optional.empty(), changes.get());
    }

    /** {@return those of {@code changes} that are news: neither older than what is known nor a delete of what is not there} */
    News apply(List<KvChange> changes) {
        List<KvChange> news = new ArrayList<>();
        for (KvChange change : changes) {
            if (!change.key().startsWith(prefix)) {
                continue;
            }
            if (!listed) {
                early.merge(change.key(), change, WatchView::newer);
            } else if (change.revision() > known(change.key())) {
                // A back end may be told of the end of what it never saw.
                if (change instanceof KvChange.Put || entries.containsKey(change.key())) {
                    news.add(change);
                }
                take(change);
            }
        }
        return new News(Optional.empty(), news);
    }

    private News begin(KvSnapshot listing) {
        List<KvChange> later = List.copyOf(early.values());
        News news = replace(listing);
        return new News(news.whole(), apply(later).changes());
    }

    private Optional<List<KvChange>> difference(KvSnapshot listing) {
        if (listing.revision() < revision) {
            return Optional.empty();
        }
        Map<Key, KvEntry> gone = new LinkedHashMap<>(entries);
        List<KvChange> changes = new ArrayList<>();
        for (KvEntry entry : listing.entries()) {
            KvEntry before = gone.remove(entry.key());
            if (inside(entry) && (before == null || !before.equals(entry))) {
                if (!continues(entry)) {
                    return Optional.empty();
                }
                changes.add(new KvChange.Put(entry));
            }
        }
        if (gone.values().stream().anyMatch(entry -> entry.revision() >= listing.revision())) {
            return Optional.empty();
        }
        gone.keySet().forEach(key -> changes.add(new KvChange.Delete(key, listing.revision())));
        return Optional.of(changes);
    }

    /** An entry that is new to this view can be told as a change only if nothing later has been told yet. */
    private boolean continues(KvEntry entry) {
        return entry.revision() >= revision && entry.revision() > known(entry.key());
    }

    private void take(KvChange change) {
        if (change instanceof KvChange.Put put) {
            entries.put(put.key(), put.entry());
            tombstones.forget(put.key());
        } else {
            entries.remove(change.key());
            tombstones.remember(change);
        }
        tombstones.allow(entries.size());
        revision = Math.max(revision, change.revision());
    }

    private void settle(long at) {
        listed = true;
        floor = at;
        revision = at;
        tombstones.clear();
        tombstones.allow(entries.size());
    }

    private long known(Key key) {
        KvEntry entry = entries.get(key);
        return Math.max(floor, entry == null ? tombstones.revision(key).orElse(floor) : entry.revision());
    }

    private boolean inside(KvEntry entry) {
        return entry.key().startsWith(prefix);
    }

    private static KvChange newer(KvChange one, KvChange other) {
        return other.revision() > one.revision() ? other : one;
    }

    /**
     * What a listener does not know yet.
     *
     * @param whole replaces all it knows
     * @param changes on top of that, at most one a key
     */
    record News(Optional<KvSnapshot> whole, List<KvChange> changes) {}
}
