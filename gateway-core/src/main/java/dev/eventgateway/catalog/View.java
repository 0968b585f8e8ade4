package dev.eventgateway.catalog;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvChange;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.routing.RoutingTable;
import java.util.List;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * The configuration as this instance sees it. Immutable; the next view shares its structure with this one.
 *
 * @param table what is in force
 * @param revision how much of the store it contains: every write up to here
 * @param digest the sum of the hashes of the documents in force
 * @param skipped the documents that cannot be read, each with the reason
 */
record View(RoutingTable table, long revision, long digest, PSortedMap<Key, String> skipped) {

    /** Contains no write at all. */
    static final View EMPTY = new View(RoutingTable.empty(), Long.MIN_VALUE, 0, TreePMap.empty());

    /** {@return the view after these changes, at least one} */
    View after(List<KvChange> changes, Documents documents, String salt) {
        ViewDraft draft = new ViewDraft(this, documents, salt);
        for (KvChange change : changes) {
            if (change instanceof KvChange.Put put) {
                draft.put(put.entry());
            } else {
                draft.delete(change.key());
            }
        }
        return draft.at(changes.get(changes.size() - 1).revision());
    }

    /** {@return the view that contains this snapshot and nothing else; it shares what the snapshot leaves as it was} */
    View after(KvSnapshot snapshot, Documents documents, String salt) {
        ViewDraft draft = new ViewDraft(this, documents, salt);
        draft.deleteAllBut(snapshot.entries());
        snapshot.entries().forEach(draft::put);
        return draft.at(snapshot.revision());
    }
}
