package dev.eventgateway.catalog;

import dev.eventgateway.routing.DocumentId;
import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.routing.TableChange;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What sets one kind of document apart: its JSON, its rules, what it refers to and what refers to it. Decides only; no I/O.
 *
 * @param <T> the document
 */
interface DocumentKind<T> {

    /** {@return which kind this is} */
    DocumentId.Kind kind();

    /** {@return what people call it, at the beginning of messages} */
    String title();

    /** {@return the identity that the document's content says it has} */
    DocumentId id(T document);

    /**
     * {@return the document of these fields, in {@code space}}
     *
     * @param name its name or id; empty where it follows from the fields
     * @throws MalformedException if a field is no such field
     */
    T parse(Fields fields, String space, Optional<String> name);

    /** {@return the fields to store, secrets among them, in the order of the Config API} */
    Map<String, Object> stored(T document);

    /** {@return the fields to show: without secrets} */
    default Map<String, Object> shown(T document) {
        return stored(document);
    }

    /**
     * {@return the document to store: checked, normalised, and completed with what it keeps from {@code before}}
     *
     * @param before what it replaces; empty on create
     * @throws MalformedException if it breaks a rule
     * @throws CatalogException if it changes what cannot be changed
     */
    T ready(T given, Optional<T> before);

    /** {@return the documents that must be there, in the order in which they are missed} */
    List<Reference> references(T document);

    /** {@return the route that no other document may have, if this one needs such a route} */
    default Optional<Claim> claim(T document) {
        return Optional.empty();
    }

    /** {@return whether other documents can refer to one of this kind} */
    default boolean canBeUsed() {
        return true;
    }

    /** {@return why there cannot be another document of this id} */
    String exists(String id);

    /** {@return why a document of this id cannot be had} */
    default String notFound(String id) {
        return title() + " \"" + id + "\" not found.";
    }

    /** {@return the change that brings the document into force} */
    TableChange put(T document);

    /** {@return the document of that space and name or id that is in force} */
    Optional<T> find(RoutingTable table, String space, String id);

    /** {@return the metadata of a document} */
    Map<String, String> metadata(T document);

    /** {@return the documents of a space that are in force, ascending by name or id} */
    List<T> all(RoutingTable table, String space);

    /** {@return the first use of a document that keeps it from being deleted} */
    default Optional<Use> use(RoutingTable table, String space, String id) {
        return Optional.empty();
    }

    /** {@return whether a document of that content can be used in some ways only} */
    default boolean limitsUse(T document) {
        return false;
    }

    /** {@return the first use of a document that this content of it does not allow} */
    default Optional<Use> misuse(RoutingTable table, T document) {
        return Optional.empty();
    }

    /**
     * A document that another needs.
     *
     * @param to the needed document
     * @param missing what to say if it is not there
     * @param asFunctionOfEvents whether it must be a function that gets events, so not one in proxy mode
     */
    record Reference(DocumentId to, String missing, boolean asFunctionOfEvents) {}

    /**
     * A document that needs another.
     *
     * @param by the needing document
     * @param refusal what to say to those who would delete the other one
     */
    record Use(DocumentId by, String refusal) {}
}
