package dev.eventgateway.kv;

import java.util.List;

/**
 * Receives what a watch sees. All calls for one watch come one after the other, on an executor of that watch alone: a
 * slow listener delays only itself, and one that throws is logged, and then given a snapshot afresh.
 */
public interface WatchListener {

    /**
     * The whole tree at one moment. The first call of every watch; and again as a RESET whenever the history in between
     * is lost, so it replaces everything delivered before. Its revision is lower than one delivered earlier only if the
     * store itself was replaced or restored.
     */
    void onSnapshot(KvSnapshot snapshot);

    /**
     * What changed since the last call, in the order of revisions; at most one change a key and call, never empty.
     * Values that were overwritten at once may be missing, the last one never is; so a key may be deleted of which no
     * value was told.
     */
    void onChanges(List<KvChange> changes);

    /**
     * The watch's state changed. A watch starts as STALE, which is not announced; CONNECTED comes behind the data that
     * brought the watch up to date. A listener that is slow is not told of states that did not last.
     */
    default void onState(Watch.State state) {}
}
