package dev.eventgateway.catalog;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.routing.DocumentId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The documents of one kind in a store. A write is checked, becomes one transaction, and comes into force when the watch brings it
 * back: nothing here touches the view.
 */
final class StoredSection<T> implements Section<T> {

    private static final int MOST_ATTEMPTS = 32;

    private final DocumentKind<T> kind;
    private final KvStore store;
    private final LiveView live;
    private final Uses uses;
    private final Claims claims;

    StoredSection(DocumentKind<T> kind, KvStore store, LiveView live, Uses uses) {
        this.kind = kind;
        this.store = store;
        this.live = live;
        this.uses = uses;
        this.claims = new Claims(store);
    }

    @Override
    public Optional<T> get(String space, String id) {
        return kind.find(live.view().table(), space, id);
    }

    @Override
    public List<T> list(String space, Map<String, String> metadata) {
        return kind.all(live.view().table(), space).stream()
                .filter(document -> kind.metadata(document).entrySet().containsAll(metadata.entrySet()))
                .toList();
    }

    @Override
    public Saved<T> create(T document) {
        return write(() -> creation(document));
    }

    @Override
    public Saved<T> update(T document) {
        return update(kind.id(document).id(), document);
    }

    @Override
    public Saved<T> update(String id, T document) {
        return write(
                () -> replacement(new DocumentId(kind.kind(), kind.id(document).space(), id), document));
    }

    @Override
    public Saved<DocumentId> delete(String space, String id) {
        return write(() -> removal(new DocumentId(kind.kind(), space, id)));
    }

    @Override
    public T read(String space, Optional<String> id, String json) {
        try {
            return kind.parse(Fields.parse(json), space, id);
        } catch (MalformedException wrong) {
            throw invalid(wrong);
        }
    }

    @Override
    public String write(T document) {
        return Json.text(kind.shown(document));
    }

    /** The way of every write; a race that was lost is run again, from the store as it is by then. */
    private <R> Saved<R> write(Supplier<Attempt<R>> plan) {
        try {
            for (int attempts = 0; attempts < MOST_ATTEMPTS; attempts++) {
                Guard sameStore = live.requireOwnStore();
                Attempt<R> attempt = plan.get();
                OptionalLong revision = attempt.change().under(sameStore).commit(store);
                if (revision.isPresent()) {
                    return new Saved<>(attempt.result(), live.await(revision.getAsLong()));
                }
            }
        } catch (MalformedException wrong) {
            throw invalid(wrong);
        } catch (KvException failure) {
            throw StoreFailure.of(failure);
        }
        throw new CatalogException(
                Reason.UNAVAILABLE, "Others keep changing the same document, nothing was changed: try again.");
    }

    private Attempt<T> creation(T given) {
        Document<T> document = Document.of(kind, kind.ready(given, Optional.empty()));
        DocumentId id = document.id();
        Key key = Keys.document(id);
        Change change = new Change().require(Guard.absent(key), () -> refusal(Reason.CONFLICT, kind.exists(id.id())));
        kind.route(document.content()).ifPresent(route -> claims.take(route, id, change));
        return put(document, key, change);
    }

    private Attempt<T> replacement(DocumentId id, T given) {
        Optional<KvEntry> before = entry(id);
        Document<T> document = Document.of(kind, kind.ready(given, before.flatMap(entry -> readable(id, entry))));
        KvEntry old = before.orElseThrow(() -> notFound(id));
        requireSame(id, document.id());
        return put(document, old.key(), new Change().expect(Guard.unchanged(old.key(), old.revision())));
    }

    private Attempt<T> put(Document<T> document, Key key, Change change) {
        kind.references(document.content()).forEach(reference -> uses.refer(reference, change));
        return new Attempt<>(document.content(), change.then(Operation.put(key, document.bytes())));
    }

    private Attempt<DocumentId> removal(DocumentId id) {
        if (!Keys.isDocument(id)) {
            throw notFound(id);
        }
        Change change = new Change();
        if (kind.canBeUsed()) {
            uses.release(kind, id, change);
        }
        KvEntry old = entry(id).orElseThrow(() -> notFound(id));
        change.expect(Guard.unchanged(old.key(), old.revision()));
        readable(id, old).flatMap(kind::route).ifPresent(route -> claims.release(route, id, change));
        return new Attempt<>(id, change.then(Operation.delete(old.key())));
    }

    private Optional<KvEntry> entry(DocumentId id) {
        return Keys.isDocument(id) ? store.get(Keys.document(id)) : Optional.empty();
    }

    /** A stored document that cannot be read can still be replaced and deleted. */
    private Optional<T> readable(DocumentId id, KvEntry entry) {
        try {
            return Optional.of(Documents.decode(kind, id, entry).content());
        } catch (MalformedException unreadable) {
            return Optional.empty();
        }
    }

    private void requireSame(DocumentId id, DocumentId given) {
        if (!id.equals(given)) {
            throw refusal(Reason.INVALID, "Invalid update. The name or id of an existing document cannot be updated.");
        }
    }

    private CatalogException invalid(MalformedException wrong) {
        return refusal(Reason.INVALID, kind.title() + " doesn't validate. Validation error: " + wrong.getMessage());
    }

    private CatalogException notFound(DocumentId id) {
        return refusal(Reason.NOT_FOUND, kind.notFound(id.id()));
    }

    private static CatalogException refusal(Reason reason, String message) {
        return new CatalogException(reason, message);
    }

    /** A write as it would be made now: what it comes to, and how. */
    private record Attempt<R>(R result, Change change) {}
}
