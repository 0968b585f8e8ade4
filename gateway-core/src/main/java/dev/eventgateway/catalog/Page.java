package dev.eventgateway.catalog;

import java.util.List;
import java.util.Optional;

/**
 * A part of a list.
 *
 * @param <T> the kind of document
 * @param documents the documents, ascending by name or id
 * @param next the name or id of the last of them, to go on from; empty if there are no more
 */
public record Page<T>(List<T> documents, Optional<String> next) {

    /** Copies {@code documents}. */
    public Page {
        documents = List.copyOf(documents);
    }
}
