package dev.eventgateway.catalog;

import dev.eventgateway.kv.Watch;
import java.util.List;

/**
 * How a catalog is.
 *
 * @param state whether the configuration is there
 * @param revision the store's revision that the configuration in force contains; 0 before the first
 * @param digest 16 hexadecimal digits for the content in force, the same on two instances of one store with the same content
 * @param store how close to the store this instance is; what is in force stays so while it is stale
 * @param skipped the first {@value #MOST_SKIPPED} documents that cannot be read, by key
 * @param skippedCount how many documents cannot be read
 * @param message what an operator should know, empty if nothing
 */
public record CatalogStatus(
        State state,
        long revision,
        String digest,
        Watch.State store,
        List<Skipped> skipped,
        int skippedCount,
        String message) {

    /** The most documents that {@link #skipped} lists. */
    public static final int MOST_SKIPPED = 100;

    /** Copies {@code skipped}. */
    public CatalogStatus {
        skipped = List.copyOf(skipped);
    }

    /** Whether the configuration is there. */
    public enum State {
        /** Nothing has been received from the store. */
        STARTING,
        /** The configuration is in force and follows the store. */
        READY,
        /** The store was wiped or replaced: the last configuration stays in force, writes are refused until a restart. */
        FOREIGN
    }

    /**
     * A document in the store that cannot be read. A version of it that could be read stays in force.
     *
     * @param key where it stands, cut after 300 characters
     * @param reason what is wrong with it; nothing of its content
     */
    public record Skipped(String key, String reason) {}
}
