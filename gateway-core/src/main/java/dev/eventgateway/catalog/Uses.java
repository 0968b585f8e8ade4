package dev.eventgateway.catalog;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.catalog.DocumentKind.Reference;
import dev.eventgateway.catalog.DocumentKind.Use;
import dev.eventgateway.event.Event;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.routing.DocumentId;
import dev.eventgateway.routing.DocumentId.Kind;
import dev.eventgateway.routing.RoutingTable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Which document needs which. Whoever refers to a document sets that document's reference key; whoever deletes it looks for uses in
 * a view that contains the last such write, and guards that no other was made meanwhile. So neither has to look at all documents,
 * and no interleaving leaves a reference to nothing.
 */
final class Uses {

    private final KvStore store;
    private final LiveView live;
    private final Documents documents;

    Uses(KvStore store, LiveView live, Documents documents) {
        this.store = store;
        this.live = live;
        this.documents = documents;
    }

    /** Adds to {@code change} that it refers to a document, which must be there. */
    void refer(Reference reference, Change change) {
        DocumentId to = reference.to();
        if (!Rules.isId(to.id())) {
            throw missing(reference);
        }
        Optional<KvEntry> function = reference.asFunctionOfEvents() ? store.get(Keys.document(to)) : Optional.empty();
        if (function.isPresent()) {
            requireFunctionOfEvents(to, function.get(), change);
        } else {
            change.require(Guard.exists(Keys.document(to)), () -> missing(reference));
            if (reference.asFunctionOfEvents()) {
                change.expect(unchanged(Keys.reference(to), store.get(Keys.reference(to))));
            }
        }
        change.then(Operation.put(Keys.reference(to), freshValue()));
    }

    /** Looks at what is in the store, and stays that until the change is made. */
    private void requireFunctionOfEvents(DocumentId id, KvEntry function, Change change) {
        if (isProxy(function)) {
            throw new CatalogException(
                    Reason.INVALID,
                    "Function \"" + id.id() + "\" is in proxy mode, so only synchronous subscriptions to "
                            + Event.HTTP_REQUEST + " can use it.");
        }
        change.expect(Guard.unchanged(function.key(), function.revision()));
    }

    private boolean isProxy(KvEntry entry) {
        try {
            return documents.decode(entry).content() instanceof FunctionSpec function && function.isProxy();
        } catch (MalformedException unreadable) {
            return false;
        }
    }

    /**
     * Adds to {@code change} that a document comes to say what limits its use. It sets the reference key, too, so that nobody refers to
     * it meanwhile who has not seen that.
     *
     * @throws CatalogException if another document uses it in a way that it does not allow
     */
    <T> void limit(DocumentKind<T> kind, T document, Change change) {
        DocumentId id = kind.id(document);
        Optional<KvEntry> reference = store.get(Keys.reference(id));
        use(id, reference, table -> kind.misuse(table, document)).ifPresent(use -> {
            throw new CatalogException(Reason.INVALID, use.refusal());
        });
        change.expect(unchanged(Keys.reference(id), reference)).then(Operation.put(Keys.reference(id), freshValue()));
    }

    /**
     * Adds to {@code change} that {@code id} goes away, with its reference key.
     *
     * @throws CatalogException if another document refers to it
     */
    void release(DocumentKind<?> kind, DocumentId id, Change change) {
        Key key = Keys.reference(id);
        Optional<KvEntry> reference = store.get(key);
        use(id, reference, table -> kind.use(table, id.space(), id.id())).ifPresent(use -> {
            throw new CatalogException(Reason.IN_USE, use.refusal());
        });
        change.expect(unchanged(key, reference));
        if (reference.isPresent()) {
            change.then(Operation.delete(key));
        }
    }

    private static Guard unchanged(Key key, Optional<KvEntry> found) {
        return found.map(entry -> Guard.unchanged(key, entry.revision())).orElse(Guard.absent(key));
    }

    private Optional<Use> use(DocumentId id, Optional<KvEntry> reference, Function<RoutingTable, Optional<Use>> find) {
        if (!live.await(reference.map(KvEntry::revision).orElse(Long.MIN_VALUE))) {
            return find.apply(listed(id.space()));
        }
        View view = live.view();
        Optional<Use> use = find.apply(view.table());
        return use.isEmpty() || isCurrent(use.get(), view) ? use : find.apply(listed(id.space()));
    }

    /** A use in view may be over in the store; nobody who just ended it should be told that it is there. */
    private boolean isCurrent(Use use, View view) {
        return store.get(Keys.document(use.by()))
                .filter(entry -> entry.revision() <= view.revision())
                .isPresent();
    }

    /**
     * Reads the store where the view does not do: the watch is behind, or was spared a write that the next one overwrote. Costs the
     * whole space, but is rare. Documents refer to others of their space only.
     */
    private RoutingTable listed(String space) {
        return documents.table(List.of(
                store.list(Keys.documents(Kind.EVENT_TYPE, space)),
                store.list(Keys.documents(Kind.SUBSCRIPTION, space))));
    }

    private static CatalogException missing(Reference reference) {
        return new CatalogException(Reason.INVALID, reference.missing());
    }

    /** Some stores take a write of the same value for none. */
    private static byte[] freshValue() {
        return UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
    }
}
