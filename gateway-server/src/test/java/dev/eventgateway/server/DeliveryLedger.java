package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.contract.Soak;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What became of each event: kept by those who send and by the functions, and read from the log; never counted by the gateway. */
final class DeliveryLedger {

    private static final Pattern NAME = Pattern.compile("event-[0-9]+-[0-9]+");
    private static final String COLUMNS =
            "case | sent | accepted | refused | unanswered | delivered | dead-lettered | logged | duplicated | lost";

    private final AtomicInteger sent = new AtomicInteger();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Set<String> unanswered = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> delivered = new ConcurrentHashMap<>();
    private final Set<String> deadLettered = ConcurrentHashMap.newKeySet();

    /** {@return the name of the event in a body or a line, empty if there is none} */
    static String name(String text) {
        Matcher name = NAME.matcher(text);
        return name.find() ? name.group() : "";
    }

    void answered(String name, int status) {
        sent.incrementAndGet();
        assertThat(status).as(name).isIn(202, 503);
        (status == 202 ? accepted : refused).add(name);
    }

    /** The connection broke: whether it was accepted nobody knows. */
    void unanswered(String name) {
        sent.incrementAndGet();
        unanswered.add(name);
    }

    /** The function is about to say that it has taken it. */
    void delivered(String name) {
        delivered.computeIfAbsent(name, unused -> new AtomicInteger()).incrementAndGet();
    }

    void deadLettered(String name) {
        deadLettered.add(name);
    }

    int sent() {
        return sent.get();
    }

    int accepted() {
        return accepted.size();
    }

    int delivered() {
        return delivered.size();
    }

    /** {@return how many events arrived more than once} */
    long duplicated() {
        return delivered.values().stream().filter(count -> count.get() > 1).count();
    }

    int deadLettered() {
        return deadLettered.size();
    }

    /** {@return the accepted events of which nothing is known yet} */
    Set<String> open() {
        Set<String> open = new HashSet<>(accepted);
        open.removeAll(delivered.keySet());
        open.removeAll(deadLettered);
        return open;
    }

    /** Everything accepted was delivered, or is a dead letter, or is in the log; what was refused is nowhere. */
    void assertBalanced(String what, List<String> log) {
        Set<String> logged = new HashSet<>();
        List<String> twice = new ArrayList<>();
        log.stream()
                .filter(line -> line.contains("event not delivered"))
                .map(DeliveryLedger::name)
                .filter(name -> !logged.add(name))
                .forEach(twice::add);
        Set<String> lost = open();
        lost.removeAll(logged);
        String row = "%s | %d | %d | %d | %d | %d | %d | %d | %d | %d"
                .formatted(
                        what,
                        sent(),
                        accepted(),
                        refused.size(),
                        unanswered.size(),
                        delivered(),
                        deadLettered(),
                        logged.size(),
                        duplicated(),
                        lost.size());
        Soak.report(COLUMNS, row);
        assertThat(lost).as(COLUMNS + ": " + row).isEmpty();
        assertThat(twice).as("in the log more than once").isEmpty();
        Set<String> taken = new HashSet<>(delivered.keySet());
        taken.addAll(deadLettered);
        taken.addAll(logged);
        taken.retainAll(refused);
        assertThat(taken).as("refused, but taken all the same").isEmpty();
    }
}
