package dev.eventgateway.server.metric;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Bounds the number of time series: after the first so many pairs of labels, all others share one. */
final class LabelCap {

    /** The label of what has none of its own. */
    static final String OTHER = "other";

    private static final List<String> OTHERS = List.of(OTHER, OTHER);

    private final int most;
    private final Set<List<String>> known = ConcurrentHashMap.newKeySet();

    LabelCap(int most) {
        this.most = most;
    }

    /** {@return whether these labels are in use} */
    boolean has(String first, String second) {
        return known.contains(List.of(first, second));
    }

    /** {@return these labels, or {@link #OTHER} for both; may let a few more pass when many threads ask at once} */
    List<String> labels(String first, String second) {
        List<String> labels = List.of(first, second);
        return known.contains(labels) || (known.size() < most && known.add(labels)) ? labels : OTHERS;
    }
}
