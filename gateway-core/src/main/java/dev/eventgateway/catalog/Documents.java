package dev.eventgateway.catalog;

import dev.eventgateway.function.Functions;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.routing.DocumentId;
import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.routing.TableChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kinds of documents that there are, and the way from a store's entries to documents. Lenient where a rule may have changed
 * since an entry was written: what it demands is what routing needs.
 *
 * @param eventTypes the kind of event types
 * @param functions the kind of functions
 * @param subscriptions the kind of subscriptions
 * @param corsRules the kind of CORS rules
 */
record Documents(EventTypes eventTypes, FunctionSpecs functions, Subscriptions subscriptions, CorsRules corsRules) {

    /** {@return the documents of a gateway that can call these functions} */
    static Documents of(Functions functions) {
        return new Documents(new EventTypes(), new FunctionSpecs(functions), new Subscriptions(), new CorsRules());
    }

    /**
     * {@return the document that an entry is}
     *
     * @throws MalformedException if it is none; the message shows nothing of the entry's value
     */
    Document<?> decode(KvEntry entry) {
        DocumentId id = Keys.document(entry.key())
                .orElseThrow(() -> new MalformedException("expected a key config/<kind>/<space>/<id>"));
        return decode(kind(id.kind()), id, entry);
    }

    /** {@return the document {@code id} of a known kind that an entry is} */
    static <T> Document<T> decode(DocumentKind<T> kind, DocumentId id, KvEntry entry) {
        Fields fields = Fields.parse(entry.text());
        Document<T> document = Document.of(kind, kind.parse(fields, fields.text("space"), Optional.empty()));
        if (!document.id().equals(id)) {
            throw new MalformedException("space and name or id in the document differ from those in the key");
        }
        return document;
    }

    /** {@return the document of that identity that is in force} */
    Optional<Document<?>> inForce(RoutingTable table, DocumentId id) {
        return inForce(kind(id.kind()), table, id);
    }

    /** {@return every document that is in force} */
    List<Document<?>> allInForce(RoutingTable table) {
        List<Document<?>> all = new ArrayList<>();
        for (String space : table.spaces()) {
            table.eventTypes(space).forEach(each -> all.add(Document.of(eventTypes, each)));
            table.functions(space).forEach(each -> all.add(Document.of(functions, each)));
            table.subscriptions(space).forEach(each -> all.add(Document.of(subscriptions, each)));
            table.corsRules(space).forEach(each -> all.add(Document.of(corsRules, each)));
        }
        return all;
    }

    /** {@return a table of what can be read of {@code listings}} */
    RoutingTable table(List<KvSnapshot> listings) {
        List<TableChange> puts = new ArrayList<>();
        for (KvSnapshot listing : listings) {
            for (KvEntry entry : listing.entries()) {
                try {
                    puts.add(decode(entry).put());
                } catch (MalformedException unreadable) {
                    // The watch reports it; what it refers to cannot be known.
                }
            }
        }
        return RoutingTable.empty().apply(puts);
    }

    private static <T> Optional<Document<?>> inForce(DocumentKind<T> kind, RoutingTable table, DocumentId id) {
        return kind.find(table, id.space(), id.id()).map(content -> new Document<>(kind, id, content));
    }

    private DocumentKind<?> kind(DocumentId.Kind kind) {
        return switch (kind) {
            case EVENT_TYPE -> eventTypes;
            case FUNCTION -> functions;
            case SUBSCRIPTION -> subscriptions;
            case CORS_RULE -> corsRules;
        };
    }
}
