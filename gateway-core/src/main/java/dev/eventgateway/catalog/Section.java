package dev.eventgateway.catalog;

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

    /** Adds a document; {@link CatalogException.Reason#CONFLICT} if there is one of its name. */
    Saved<T> create(T document);

    /** Replaces the document of the same name; {@link CatalogException.Reason#NOT_FOUND} if there is none. */
    Saved<T> update(T document);

    /** Removes a document; {@link CatalogException.Reason#NOT_FOUND} if there is none. */
    Saved<T> delete(String space, String id);

    /**
     * {@return the document that a person wrote as JSON; fields that the address settles are taken from there}
     *
     * @param id the name or id of the address, empty on create
     * @throws CatalogException with {@link CatalogException.Reason#INVALID} if it is no JSON or breaks a rule
     */
    T read(String space, Optional<String> id, String json);

    /** {@return the document as JSON, secrets left out} */
    String write(T document);
}
