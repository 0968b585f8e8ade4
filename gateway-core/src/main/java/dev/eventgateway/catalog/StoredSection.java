package dev.eventgateway.catalog;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.routing.DocumentId;
import java.util.HexFormat;
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
                .filter(document -> carries(document, metadata))
                .toList();
    }

    @Override
    public Page<T> page(String space, Map<String, String> metadata, Optional<String> after, int limit) {
        after.ifPresent(this::requireId);
        List<T> found = kind.all(live.view().table(), space).stream()
                .dropWhile(document -> after.isPresent() && idOf(document).compareTo(after.get()) <= 0)
                .filter(document -> carries(document, metadata))
                .limit(limit + 1L)
                .toList();
        if (found.size() <= limit) {
            return new Page<>(found, Optional.empty());
        }
        return new Page<>(found.subList(0, limit), Optional.of(idOf(found.get(limit - 1))));
    }

    private boolean carries(T document, Map<String, String> metadata) {
        return kind.metadata(document).entrySet().containsAll(metadata.entrySet());
    }

    private String idOf(T document) {
        return kind.id(document).id();
    }

    private void requireId(String id) {
        if (!Keys.isDocument(new DocumentId(kind.kind(), FunctionSpec.DEFAULT_SPACE, id))) {
            throw refusal(Reason.INVALID, "Cursor: expected the name or id that the page before ended with.");
        }
    }

    @Override
    public String version(T document) {
        return HexFormat.of().toHexDigits(Document.of(kind, document).hash(live.salt()));
    }

    @Override
    public Saved<T> create(T document) {
        return write(() -> creation(document));
    }

    @Override
    public Saved<T> update(T document) {
        return update(idOf(document), document);
    }

    @Override
    public Saved<T> update(String id, T document, Precondition precondition) {
        DocumentId target = new DocumentId(kind.kind(), kind.id(document).space(), id);
        return write(() -> replacement(target, document, precondition));
    }

    @Override
    public Saved<DocumentId> delete(String space, String id, Precondition precondition) {
        return write(() -> removal(new DocumentId(kind.kind(), space, id), precondition));
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
        kind.claim(document.content()).ifPresent(claim -> claims.take(claim, id, change));
        return put(document, key, change);
    }

    private Attempt<T> replacement(DocumentId id, T given, Precondition precondition) {
        Optional<KvEntry> before = entry(id);
        Optional<T> content = before.flatMap(entry -> readable(id, entry));
        if (before.isPresent()) {
            requireMet(precondition, id, content);
        }
        Document<T> document = Document.of(kind, kind.ready(given, content));
        KvEntry old = before.orElseThrow(() -> notFound(id));
        requireSame(id, document.id());
        return put(document, old.key(), new Change().expect(Guard.unchanged(old.key(), old.revision())));
    }

    private Attempt<T> put(Document<T> document, Key key, Change change) {
        kind.references(document.content()).forEach(reference -> uses.refer(reference, change));
        if (kind.limitsUse(document.content())) {
            uses.limit(kind, document.content(), change);
        }
        return new Attempt<>(document.content(), change.then(Operation.put(key, document.bytes())));
    }

    private Attempt<DocumentId> removal(DocumentId id, Precondition precondition) {
        if (!Keys.isDocument(id)) {
            throw notFound(id);
        }
        Change change = new Change();
        if (kind.canBeUsed()) {
            uses.release(kind, id, change);
        }
        KvEntry old = entry(id).orElseThrow(() -> notFound(id));
        change.expect(Guard.unchanged(old.key(), old.revision()));
        Optional<T> content = readable(id, old);
        requireMet(precondition, id, content);
        content.flatMap(kind::claim).ifPresent(claim -> claims.release(claim, id, change));
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

    /** What is found here is what the change's guard expects: nothing comes in between. */
    private void requireMet(Precondition precondition, DocumentId id, Optional<T> found) {
        if (!precondition.isMet(found.map(this::version))) {
            throw refusal(
                    Reason.OTHER_VERSION,
                    kind.title() + " \"" + id.id()
                            + "\" is of another version than the change expects: read it again.");
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
