package dev.eventgateway.routing;

import java.util.ArrayList;
import java.util.List;

/**
 * The path of a request, split and decoded only as far as somebody asks: however long a path is, the search pays for no more
 * than the depth of what is subscribed to. Not thread-safe; lives for one match.
 */
final class RequestPath {

    private final String raw;
    private final List<String> segments = new ArrayList<>(8);
    private int next;

    RequestPath(String raw) {
        this.raw = raw;
        this.next = start();
    }

    /** {@return whether the path has a segment at {@code index}, counted from 0; {@code /} has one, which is empty} */
    boolean has(int index) {
        while (segments.size() <= index && next >= 0) {
            readSegment();
        }
        return index < segments.size();
    }

    /** {@return the decoded segment at {@code index}, which must be there} */
    String segment(int index) {
        return segments.get(index);
    }

    /** {@return all from the segment at {@code index} on, decoded, joined by slashes} */
    String rest(int index) {
        int from = start();
        for (int skipped = 0; skipped < index; skipped++) {
            from = raw.indexOf('/', from) + 1;
        }
        return PercentEncoding.decoded(raw.substring(from));
    }

    private int start() {
        return raw.startsWith("/") ? 1 : 0;
    }

    private void readSegment() {
        int slash = raw.indexOf('/', next);
        segments.add(PercentEncoding.decoded(slash < 0 ? raw.substring(next) : raw.substring(next, slash)));
        next = slash < 0 ? -1 : slash + 1;
    }
}
