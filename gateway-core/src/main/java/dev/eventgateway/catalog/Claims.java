package dev.eventgateway.catalog;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.routing.DocumentId;
import dev.eventgateway.routing.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who owns which synchronous route. All spaces share one set of routes, so a route's key is set by the transaction that creates its
 * subscription, and holds that subscription's name. A claim whose owner is gone, deleted by other means, may be taken over.
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
    void take(Subscription subscription, DocumentId owner, Change change) {
        Key claim = Keys.claim(subscription);
        Optional<KvEntry> found = store.get(claim);
        if (found.isEmpty()) {
            change.expect(Guard.absent(claim));
        } else {
            change.expect(Guard.unchanged(claim, found.get().revision()));
            owner(found.get())
                    .filter(other -> !other.equals(owner))
                    .ifPresent(other -> requireGone(other, subscription, owner, change));
        }
        change.then(Operation.put(claim, bytes(owner)));
    }

    /** Adds to {@code change} what gives the route up, if {@code owner} has it. */
    void release(Subscription subscription, DocumentId owner, Change change) {
        Key claim = Keys.claim(subscription);
        store.get(claim)
                .filter(entry -> owner(entry).equals(Optional.of(owner)))
                .ifPresent(entry ->
                        change.expect(Guard.unchanged(claim, entry.revision())).then(Operation.delete(claim)));
    }

    private void requireGone(DocumentId other, Subscription subscription, DocumentId owner, Change change) {
        Key document = Keys.document(other);
        if (store.exists(document)) {
            String where = other.space().equals(owner.space()) ? "" : " of space \"" + other.space() + "\"";
            throw new CatalogException(
                    Reason.CONFLICT,
                    "Subscription path conflict: route " + subscription.path() + " conflicts with existing route"
                            + where);
        }
        change.expect(Guard.absent(document));
    }

    /** {@return the owner that a claim names; none if it names none, and then it is nobody's} */
    private static Optional<DocumentId> owner(KvEntry claim) {
        try {
            Fields fields = Fields.parse(claim.text());
            DocumentId owner =
                    new DocumentId(DocumentId.Kind.SUBSCRIPTION, fields.text("space"), fields.text("subscriptionId"));
            return Keys.isDocument(owner) ? Optional.of(owner) : Optional.empty();
        } catch (MalformedException unreadable) {
            return Optional.empty();
        }
    }

    private static byte[] bytes(DocumentId owner) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("space", owner.space());
        fields.put("subscriptionId", owner.id());
        return Json.text(fields).getBytes(StandardCharsets.UTF_8);
    }
}
