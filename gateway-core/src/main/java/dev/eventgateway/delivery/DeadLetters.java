package dev.eventgateway.delivery;

import dev.eventgateway.metric.Metrics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events that nobody got. The newest are kept for people to look at; bounded in number and in size, over all spaces. */
final class DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final int most;
    private final long mostBytes;
    private final Metrics metrics;
    private final Deque<DeadLetter> newestFirst = new ArrayDeque<>();
    private final Map<String, Long> discarded = new HashMap<>();
    private long bytes;

    DeadLetters(int most, long mostBytes, Metrics metrics) {
        this.most = most;
        this.mostBytes = mostBytes;
        this.metrics = metrics;
    }

    /**
     * Counts it, logs it whole, and lists it.
     *
     * @param more what the log says beside it
     */
    void keep(DeadLetter letter, String more) {
        metrics.eventDropped(letter.subscription().space(), letter.event().type());
        LOG.error("event not delivered: {}{}", letter.line(), more);
        list(letter);
    }

    private synchronized void list(DeadLetter letter) {
        newestFirst.addFirst(letter);
        bytes += letter.size();
        while (newestFirst.size() > most || bytes > mostBytes) {
            discard(newestFirst.removeLast());
        }
    }

    private void discard(DeadLetter oldest) {
        bytes -= oldest.size();
        discarded.merge(oldest.subscription().space(), 1L, Long::sum);
    }

    /** {@return those of a space that are kept} */
    synchronized DeadLetterList of(String space) {
        List<DeadLetter> found = new ArrayList<>();
        for (DeadLetter letter : newestFirst) {
            if (letter.subscription().space().equals(space)) {
                found.add(letter);
            }
        }
        return new DeadLetterList(found, discarded.getOrDefault(space, 0L));
    }
}
