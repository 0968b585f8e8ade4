package dev.eventgateway.kv;

/** A condition on one key that a {@link Transaction} needs to hold. */
public sealed interface Guard {

    /** {@return the key that the condition is on} */
    Key key();

    /** {@return a guard that holds while {@code key} has a value} */
    static Guard exists(Key key) {
        return new Exists(key);
    }

    /** {@return a guard that holds while {@code key} has no value} */
    static Guard absent(Key key) {
        return new Absent(key);
    }

    /** {@return a guard that holds while the entry of {@code key} still is the one written at {@code revision}} */
    static Guard unchanged(Key key, long revision) {
        return new Unchanged(key, revision);
    }

    /**
     * See {@link Guard#exists}.
     *
     * @param key the guarded key
     */
    record Exists(Key key) implements Guard {}

    /**
     * See {@link Guard#absent}.
     *
     * @param key the guarded key
     */
    record Absent(Key key) implements Guard {}

    /**
     * See {@link Guard#unchanged}.
     *
     * @param key the guarded key
     * @param revision the revision that its entry must have
     */
    record Unchanged(Key key, long revision) implements Guard {}
}
