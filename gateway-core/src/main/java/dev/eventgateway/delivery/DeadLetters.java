package dev.eventgateway.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps the newest events that nobody got, for people to look at; bounded in number and in size, over all spaces. */
final class DeadLetters {

    private final int most;
    private final long mostBytes;
    private final Deque<DeadLetter> newestFirst = new ArrayDeque<>();
    private final Map<String, Long> discarded = new HashMap<>();
    private long bytes;

    DeadLetters(int most, long mostBytes) {
        this.most = most;
        this.mostBytes = mostBytes;
    }

    synchronized void keep(DeadLetter letter) {
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
