package dev.eventgateway.catalog;

import dev.eventgateway.routing.DocumentId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All documents of one kind. Reads come from this instance's memory, see its own writes and work without the store; writes
 * are one transaction each, block until the store answered and this instance routes by them (the latter one second at
 * most), and fail with {@link CatalogException} only. Safe for use by many threads.
 *
 * @param <T> the kind of document
 */
public interface Section<T> {

    /** {@return the document of that space and name or id} */
    Optional<T> get(String space, String id);

    /** {@return the documents of a space that carry all of {@code metadata}, ascending by name or id} */
    List<T> list(String space, Map<String, String> metadata);

    /**
     * {@return the first documents of such a list behind {@code after}} Whoever goes on from page to page sees every document that is
     * there all the while, once.
     *
     * @param after a name or id, whether or not it is there; empty to begin with the first
     * @param limit the most documents, at least one
     * @throws CatalogException with {@link CatalogException.Reason#INVALID} if nothing can have the name or id {@code after}
     */
    Page<T> page(String space, Map<String, String> metadata, Optional<String> after, int limit);

    /**
     * {@return what tells this content of a document from any other it had or will have, secrets included} The same on every
     * gateway of a store; it gives nothing of the content away.
     */
    String version(T document);

    /**
     * Adds a document.
     *
     * @throws CatalogException with {@link CatalogException.Reason#CONFLICT} if there is one of its name, or its route is
     *     taken; with {@link CatalogException.Reason#INVALID} if it breaks a rule or refers to something that is not there
     */
    Saved<T> create(T document);

    /** Replaces the document of the same name or id: {@link #update(String, Object)} for one whose content says its id. */
    Saved<T> update(T document);

    /**
     * Replaces the document of that name or id in the space of {@code document}. Secrets that the new one does not
     * name stay as they were.
     *
     * @throws CatalogException with {@link CatalogException.Reason#NOT_FOUND} if there is none; with {@link
     *     CatalogException.Reason#INVALID} if the new one breaks a rule, changes what cannot be changed, or refers to something
     *     that is not there
     */
    default Saved<T> update(String id, T document) {
        return update(id, document, Precondition.NONE);
    }

    /**
     * As {@link #update(String, Object)}, if the document in the store is as expected.
     *
     * @throws CatalogException with {@link CatalogException.Reason#OTHER_VERSION} if it is not
     */
    Saved<T> update(String id, T document, Precondition precondition);

    /**
     * Removes a document, also one that cannot be read.
     *
     * @return what was removed
     * @throws CatalogException with {@link CatalogException.Reason#NOT_FOUND} if there is none; with {@link
     *     CatalogException.Reason#IN_USE} if others refer to it
     */
    default Saved<DocumentId> delete(String space, String id) {
        return delete(space, id, Precondition.NONE);
    }

    /**
     * As {@link #delete(String, String)}, if the document in the store is as expected.
     *
     * @throws CatalogException with {@link CatalogException.Reason#OTHER_VERSION} if it is not
     */
    Saved<DocumentId> delete(String space, String id, Precondition precondition);

    /**
     * {@return the document that a person wrote as JSON; fields that the address settles are taken from there} What only the stored
     * document or the function's provider can tell is checked when the document is created or updated.
     *
     * @param id the name or id of the address, empty on create
     * @throws CatalogException with {@link CatalogException.Reason#INVALID} if it is no such document
     */
    T read(String space, Optional<String> id, String json);

    /** {@return the document as JSON, secrets left out} */
    String write(T document);
}
