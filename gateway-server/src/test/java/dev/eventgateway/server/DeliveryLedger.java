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
import java.util.stream.Collectors;

/** What became of each event: kept by those who send and by the functions, and read from the log; never counted by the gateway. */
final class DeliveryLedger {

    private static final Pattern NAME = Pattern.compile("event-[0-9]+-[0-9]+");
    private static final Pattern OUTCOME = Pattern.compile("\"outcome\":\"([a-z]+)\"");
    private static final String COLUMNS =
            "case | sent | accepted | refused | unanswered | delivered | dead-lettered | logged | duplicated | lost";

    private final AtomicInteger sent = new AtomicInteger();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Set<String> unanswered = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> delivered = new ConcurrentHashMap<>();
    private final Set<String> deadLettered = ConcurrentHashMap.newKeySet();
    private final Map<String, String> told = new ConcurrentHashMap<>();

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

    /** The sender has waited, and was told what became of it. */
    void told(String name, int status, String body) {
        boolean ended = status == 200 || status == 504;
        answered(name, ended ? 202 : status);
        if (ended) {
            Matcher outcome = OUTCOME.matcher(body);
            assertThat(outcome.find()).as(body).isTrue();
            assertThat(outcome.group(1).equals("pending")).as(body).isEqualTo(status == 504);
            told.put(name, outcome.group(1));
        }
    }

    /** {@return the events of which senders were told that this became of them} */
    Set<String> told(String outcome) {
        return told.entrySet().stream()
                .filter(each -> each.getValue().equals(outcome))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** What senders were told is what happened. */
    void assertToldTheTruth(List<String> log) {
        assertThat(told.keySet()).as("told of all that was accepted").isEqualTo(accepted);
        assertThat(delivered.keySet()).containsAll(told("delivered"));
        assertThat(deadLettered).containsAll(told("deadlettered"));
        assertThat(logged(log)).containsAll(told("undelivered"));
    }

    private static List<String> logged(List<String> log) {
        return log.stream()
                .filter(line -> line.contains("event not delivered"))
                .map(DeliveryLedger::name)
                .toList();
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
        logged(log).stream().filter(name -> !logged.add(name)).forEach(twice::add);
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
