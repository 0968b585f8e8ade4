package dev.eventgateway.catalog;

import java.util.Optional;

/** What a change expects of the document that it is about, so that it undoes no other change that its author has not seen. */
@FunctionalInterface
public interface Precondition {

    /** Expects nothing. */
    Precondition NONE = version -> true;

    /** {@return the expectation that the document still is the one of that {@link Section#version version}} */
    static Precondition version(String expected) {
        return version -> version.equals(Optional.of(expected));
    }

    /**
     * {@return whether the change may be made} Asked of the document that is in the store, which stays that one until the change is
     * made; several times if others keep changing it.
     *
     * @param version of the document in the store; empty if it cannot be read
     */
    boolean isMet(Optional<String> version);
}
