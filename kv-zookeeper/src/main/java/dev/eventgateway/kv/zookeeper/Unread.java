package dev.eventgateway.kv.zookeeper;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The values that may have changed since they were read last. ZooKeeper's event thread adds what it is notified of; one
 * reader takes it away. Each value stands here once, so the size is bounded by the tree's.
 */
final class Unread {

    private final Predicate<String> relevant;
    private final Map<String, Notified> paths = new LinkedHashMap<>();
    private boolean lost;

    /** @param relevant the paths to keep */
    Unread(Predicate<String> relevant) {
        this.relevant = relevant;
    }

    /** Called in the order of {@code zxid}. */
    synchronized void add(String path, long zxid) {
        if (relevant.test(path)) {
            paths.merge(path, new Notified(zxid, zxid), (before, now) -> new Notified(before.first(), now.last()));
            notifyAll();
        }
    }

    synchronized void addAll(Collection<String> found) {
        found.forEach(path -> add(path, 0));
    }

    /** Nothing can be relied on any more: the connection is lost. */
    synchronized void lose() {
        lost = true;
        notifyAll();
    }

    /** {@return true once there is something to read, false once the connection is lost} */
    synchronized boolean await() throws InterruptedException {
        while (paths.isEmpty() && !lost) {
            wait();
        }
        return !lost;
    }

    /** {@return what was notified first, at most {@code most} of it, which stands here no longer} */
    synchronized Map<String, Notified> take(int most) {
        Map<String, Notified> taken = new LinkedHashMap<>();
        Iterator<Map.Entry<String, Notified>> oldest = paths.entrySet().iterator();
        while (taken.size() < most && oldest.hasNext()) {
            Map.Entry<String, Notified> next = oldest.next();
            taken.put(next.getKey(), next.getValue());
            oldest.remove();
        }
        return taken;
    }

    /**
     * Everything notified so far of what was taken happened before it was read, so it need not be read again. Must be
     * called on the event thread, which brings notifications and answers in the order in which the server sent them.
     */
    synchronized Settled settle(Map<String, Notified> taken) {
        List<Long> last = new ArrayList<>();
        taken.forEach((path, then) -> {
            Notified again = paths.remove(path);
            last.add(again == null ? then.last() : again.last());
        });
        Iterator<Notified> oldest = paths.values().iterator();
        return new Settled(last, oldest.hasNext() ? oldest.next().first() : Long.MAX_VALUE, lost);
    }

    /**
     * When a value was notified, in transaction ids; 0 or less if unknown.
     *
     * @param first since it was read last
     * @param last most lately
     */
    record Notified(long first, long last) {}

    /**
     * What is known at the moment of an answer.
     *
     * @param last the last notification of each value that was read, in the order in which they were taken
     * @param oldestUnread every change before this one has been read; the highest number if nothing is left
     * @param lost whether the connection was lost, so that notifications may be missing
     */
    record Settled(List<Long> last, long oldestUnread, boolean lost) {}
}
