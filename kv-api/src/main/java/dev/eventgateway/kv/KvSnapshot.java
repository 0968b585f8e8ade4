package dev.eventgateway.kv;

import java.util.List;

/**
 * Every entry below a prefix at one moment.
 *
 * @param revision the store's revision at that moment: no entry is newer, every later write gets a higher one
 * @param entries in key order
 */
public record KvSnapshot(long revision, List<KvEntry> entries) {

    /** Copies {@code entries}. */
    public KvSnapshot {
        entries = List.copyOf(entries);
    }
}
