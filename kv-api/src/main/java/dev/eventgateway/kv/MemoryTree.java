package dev.eventgateway.kv;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The data of an in-memory store, and the stores that are open on it. Its users hold its monitor. */
final class MemoryTree {

    private final NavigableMap<Key, KvEntry> entries = new TreeMap<>();
    /** Of the entries that were put with a lease, which. */
    private final Map<Key, MemoryGrant> leased = new HashMap<>();

    private final Set<InMemoryKvStore> stores = new HashSet<>();
    private long revision;

    void attach(InMemoryKvStore store) {
        stores.add(store);
    }

    void detach(InMemoryKvStore store) {
        stores.remove(store);
    }

    boolean isAbandoned() {
        return stores.isEmpty();
    }

    Optional<KvEntry> get(Key key) {
        return Optional.ofNullable(entries.get(key));
    }

    KvSnapshot list(Key prefix) {
        return new KvSnapshot(revision, below(prefix));
    }

    /** @param grant of the transaction's lease */
    Transaction.Outcome commit(Transaction transaction, Optional<MemoryGrant> grant) {
        for (Guard guard : transaction.guards()) {
            if (!holds(guard)) {
                return new Transaction.Refused(guard);
            }
        }
        List<KvChange> changes = new ArrayList<>();
        for (Operation operation : transaction.operations()) {
            if (operation instanceof Operation.Put put) {
                changes.add(new KvChange.Put(new KvEntry(put.key(), put.value(), revision + 1)));
            } else if (entries.containsKey(operation.key())) {
                changes.add(new KvChange.Delete(operation.key(), revision + 1));
            }
        }
        write(changes);
        grant.ifPresent(held -> lease(transaction, held));
        return new Transaction.Committed(revision);
    }

    /** Removes the entries that {@code ended} was given for. */
    void revoke(MemoryGrant ended) {
        List<KvChange> changes = new ArrayList<>();
        leased.forEach((key, grant) -> {
            if (grant == ended) {
                changes.add(new KvChange.Delete(key, revision + 1));
            }
        });
        write(changes);
    }

    long deleteTree(Key prefix) {
        List<KvChange> changes = new ArrayList<>();
        below(prefix).forEach(entry -> changes.add(new KvChange.Delete(entry.key(), revision + 1)));
        write(changes);
        return changes.size();
    }

    private void lease(Transaction transaction, MemoryGrant grant) {
        for (Operation operation : transaction.operations()) {
            if (operation instanceof Operation.Put put && put.lease().isPresent()) {
                leased.put(put.key(), grant);
            }
        }
    }

    private boolean holds(Guard guard) {
        KvEntry entry = entries.get(guard.key());
        if (guard instanceof Guard.Unchanged unchanged) {
            return entry != null && entry.revision() == unchanged.revision();
        }
        return guard instanceof Guard.Exists == (entry != null);
    }

    /** Where there is nothing to write, no revision is used up. */
    private void write(List<KvChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        revision++;
        for (KvChange change : changes) {
            leased.remove(change.key());
            if (change instanceof KvChange.Put put) {
                entries.put(put.key(), put.entry());
            } else {
                entries.remove(change.key());
            }
        }
        stores.forEach(store -> store.tell(changes));
    }

    /** A prefix sorts directly before what lies below it, so the subtree is one run of keys. */
    private List<KvEntry> below(Key prefix) {
        List<KvEntry> found = new ArrayList<>();
        for (KvEntry entry : entries.tailMap(prefix, true).values()) {
            if (!entry.key().startsWith(prefix)) {
                break;
            }
            found.add(entry);
        }
        return found;
    }
}
