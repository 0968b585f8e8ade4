package dev.eventgateway.catalog;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.routing.DocumentId;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who owns which route. All spaces share one set of routes, so a route's key is set by the transaction that creates the document that
 * needs it, and holds that document's name. A claim whose owner is gone, deleted by other means, may be taken over.
 */
final class Claims {

    private final KvStore store;

    Claims(KvStore store) {
        this.store = store;
    }

    /**
     * Adds to {@code change} what makes {@code owner} the owner of its route.
     *
     * @throws CatalogException if the route has another owner
     */
    void take(Claim claim, DocumentId owner, Change change) {
        Key key = Keys.claim(claim);
        Optional<KvEntry> found = store.get(key);
        if (found.isEmpty()) {
            change.expect(Guard.absent(key));
        } else {
            change.expect(Guard.unchanged(key, found.get().revision()));
            owner(found.get(), owner.kind())
                    .filter(other -> !other.equals(owner))
                    .ifPresent(other -> requireGone(other, claim, owner, change));
        }
        change.then(Operation.put(key, bytes(owner)));
    }

    /** Adds to {@code change} what gives the route up, if {@code owner} has it. */
    void release(Claim claim, DocumentId owner, Change change) {
        Key key = Keys.claim(claim);
        store.get(key)
                .filter(entry -> owner(entry, owner.kind()).equals(Optional.of(owner)))
                .ifPresent(entry ->
                        change.expect(Guard.unchanged(key, entry.revision())).then(Operation.delete(key)));
    }

    private void requireGone(DocumentId other, Claim claim, DocumentId owner, Change change) {
        Key document = Keys.document(other);
        if (store.exists(document)) {
            String where = other.space().equals(owner.space()) ? "" : " of space \"" + other.space() + "\"";
            throw new CatalogException(Reason.CONFLICT, claim.refusal() + where);
        }
        change.expect(Guard.absent(document));
    }

    /** {@return the owner that a claim names; none if it names none, and then it is nobody's} One of another kind has no such route. */
    private static Optional<DocumentId> owner(KvEntry claim, DocumentId.Kind kind) {
        try {
            Fields fields = Fields.parse(claim.text());
            DocumentId owner = new DocumentId(kind, fields.text("space"), fields.text("id"));
            return Keys.isDocument(owner) ? Optional.of(owner) : Optional.empty();
        } catch (MalformedException unreadable) {
            return Optional.empty();
        }
    }

    private static byte[] bytes(DocumentId owner) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("space", owner.space());
        fields.put("id", owner.id());
        return Json.text(fields).getBytes(StandardCharsets.UTF_8);
    }
}
