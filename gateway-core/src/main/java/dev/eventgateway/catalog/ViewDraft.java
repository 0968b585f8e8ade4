package dev.eventgateway.catalog;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.routing.DocumentId;
import dev.eventgateway.routing.TableChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pcollections.PSortedMap;

/**
 * The next view in the making: each entry that differs from what is in force becomes one change of the table. An entry that cannot be
 * read changes nothing: what is in force in its place stays so until the entry is repaired or deleted, as it is better to
 * go on with a route as it was than to lose it to a slip of the pen. Each key at most once; not safe for use by several threads.
 */
final class ViewDraft {

    private final View before;
    private final Documents documents;
    private final String salt;
    private final List<TableChange> changes = new ArrayList<>();
    private PSortedMap<Key, String> skipped;
    private long digest;

    ViewDraft(View before, Documents documents, String salt) {
        this.before = before;
        this.documents = documents;
        this.salt = salt;
        this.skipped = before.skipped();
        this.digest = before.digest();
    }

    void put(KvEntry entry) {
        try {
            put(documents.decode(entry));
            skipped = skipped.minus(entry.key());
        } catch (MalformedException unreadable) {
            skipped = skipped.plus(entry.key(), String.valueOf(unreadable.getMessage()));
            eventType(entry.key()).ifPresent(id -> changes.add(new TableChange.UnreadableEventType(id)));
        }
    }

    void delete(Key key) {
        forget(key);
        Keys.document(key).flatMap(id -> documents.inForce(before.table(), id)).ifPresent(this::remove);
    }

    private void forget(Key key) {
        skipped = skipped.minus(key);
        eventType(key).filter(this::isUnreadable).ifPresent(id -> changes.add(new TableChange.Remove(id)));
    }

    private static Optional<DocumentId> eventType(Key key) {
        return Keys.document(key).filter(id -> id.kind() == DocumentId.Kind.EVENT_TYPE);
    }

    void deleteAllBut(List<KvEntry> entries) {
        Set<Key> keys = new HashSet<>();
        Set<DocumentId> ids = new HashSet<>();
        for (KvEntry entry : entries) {
            keys.add(entry.key());
            Keys.document(entry.key()).ifPresent(ids::add);
        }
        List.copyOf(skipped.keySet()).stream()
                .filter(key -> !keys.contains(key))
                .forEach(this::forget);
        documents.allInForce(before.table()).stream()
                .filter(document -> !ids.contains(document.id()))
                .forEach(this::remove);
    }

    View at(long revision) {
        return new View(before.table().apply(changes), revision, digest, skipped);
    }

    private void put(Document<?> next) {
        Optional<Document<?>> old = documents.inForce(before.table(), next.id());
        if (!old.equals(Optional.of(next)) || isUnreadable(next.id())) {
            old.ifPresent(document -> digest -= document.hash(salt));
            digest += next.hash(salt);
            changes.add(next.put());
        }
    }

    private boolean isUnreadable(DocumentId id) {
        return id.kind() == DocumentId.Kind.EVENT_TYPE && before.table().isUnreadableEventType(id.space(), id.id());
    }

    private void remove(Document<?> document) {
        digest -= document.hash(salt);
        changes.add(new TableChange.Remove(document.id()));
    }
}
