package dev.eventgateway.kv.consul;

import static dev.eventgateway.kv.consul.ScriptedAgent.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Watch.State;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of answers that a healthy Consul seldom gives. */
class ConsulAnswersTest extends ScriptedStore {

    private static final String B1 = entry("place/config/b", "MQ==", 7);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403 | Permission denied | DENIED | DENIED",
                "403 | ACL not found | DENIED | DENIED",
                "401 | who are you | DENIED | DENIED",
                "413 | Request body too large | TOO_LARGE | TOO_LARGE",
                "429 | too many concurrent connections | UNAVAILABLE | UNAVAILABLE",
                "500 | No cluster leader | UNAVAILABLE | UNAVAILABLE",
                "500 | rpc error making call: No cluster leader | UNAVAILABLE | UNAVAILABLE",
                "500 | leadership lost while committing log | UNAVAILABLE | INDETERMINATE",
                "503 | from a proxy | UNAVAILABLE | INDETERMINATE",
                "400 | Missing key name | FAILED | FAILED",
                "301 | moved | FAILED | FAILED",
            })
    void aRefusalSaysWhatCanBeDone(int status, String words, Reason read, Reason write) {
        agent.answers(200, MARKED);
        store.put(KEY, new byte[1]);
        agent.answers(status, words);

        assertFails(write, () -> store.put(KEY, new byte[1]), words);
        assertFails(write, () -> store.deleteTree(PREFIX), words);
        assertFails(read, () -> store.get(KEY), words);
        assertFails(read, () -> store.list(PREFIX), words);
    }

    @Test
    void aStepThatIsDeniedIsNoGuardThatDoesNotHold() {
        agent.answers(200, MARKED);
        store.put(KEY, new byte[1]);
        agent.answers(409, "{\"Results\": null, \"Errors\": [{\"OpIndex\": 0, \"What\": \"Permission denied\"}]}");

        assertFails(Reason.DENIED, () -> store.putIfAbsent(KEY, new byte[1]), "Permission denied");
        assertFails(Reason.DENIED, () -> store.deleteTree(PREFIX), "Permission denied");
    }

    @Test
    void anAnswerOfSomethingElseThanConsulIsNoEmptyStore() {
        for (int status : new int[] {200, 404}) {
            agent.answers(status, "");
            assertFails(Reason.FAILED, () -> store.get(KEY), String.valueOf(status));
            assertFails(Reason.FAILED, () -> store.list(PREFIX), String.valueOf(status));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "null",
                "[]",
                "{}",
                "{\"Results\": []}",
                "{\"Results\": [null]}",
                "{\"Results\": [{}]}",
                "{\"Results\": [{\"KV\": {}}]}",
                "{\"Errors\": [{\"OpIndex\": 0, \"What\": \"index is stale\"}]}",
            })
    void aWriteWhoseAnswerCannotBeReadIsIndeterminate(String nonsense) {
        agent.answers(200, MARKED);
        store.put(KEY, new byte[1]);
        agent.answers(200, nonsense);

        assertFails(Reason.INDETERMINATE, () -> store.put(KEY, new byte[1]), "commit to config/key: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"Errors\": [null]}", "{\"Errors\": [{}]}"})
    void aConflictWithoutWordsIsNoGuardThatDoesNotHold(String nonsense) {
        agent.answers(200, MARKED);
        store.put(KEY, new byte[1]);
        agent.answers(409, nonsense);

        assertFails(Reason.FAILED, () -> store.putIfAbsent(KEY, new byte[1]), "409");
    }

    @Test
    void aTreeWhoseRemovalIsAnsweredWithNonsenseMayBeGone() {
        for (String nonsense : List.of("<html>", "null", "{\"Results\": [{}]}")) {
            agent.answers(200, nonsense);

            assertFails(Reason.INDETERMINATE, () -> store.deleteTree(PREFIX), "delete the tree config: ");
        }
    }

    @Test
    void nothingIsWrittenWhereTheMarkIsAnsweredWithNonsense() {
        agent.answers(200, "<html>");

        assertFails(Reason.FAILED, () -> store.put(KEY, new byte[1]), "commit to config/key: ");
        assertThat(agent.requests("PUT")).isEqualTo(1);
    }

    @Test
    void aStoreWithoutAWatchLooksForTheMarkAgainAfterItWasOutOfReach() {
        agent.answers(200, MARKED);
        store.put(KEY, new byte[1]);
        assertThat(puts()).as("with the mark").isEqualTo(2);
        store.put(KEY, new byte[1]);
        assertThat(puts()).isEqualTo(3);
        agent.answers(503, "from a proxy");
        assertFails(Reason.INDETERMINATE, () -> store.put(KEY, new byte[1]), "503");
        agent.answers(200, MARKED);
        long before = puts();
        store.put(KEY, new byte[1]);
        assertThat(puts()).as("after a write that got no answer").isEqualTo(before + 2);

        agent.answers(503, "from a proxy");
        assertFails(Reason.UNAVAILABLE, () -> store.get(KEY), "503");
        agent.answers(200, MARKED);
        store.put(KEY, new byte[1]);
        assertThat(puts()).as("after a read that got no answer").isEqualTo(before + 4);
    }

    @Test
    void aServerThatKnowsNoLeaderIsNotBelieved() {
        agent.follows(exchange -> {
            exchange.getResponseHeaders().set("X-Consul-Index", "9");
            exchange.getResponseHeaders().set("X-Consul-KnownLeader", "false");
            ScriptedAgent.reply(exchange, 404, "");
        });

        assertFails(Reason.UNAVAILABLE, () -> store.get(KEY), "Consul knows no leader");
        store.watch(PREFIX, recorder);
        await().until(() -> agent.requests("GET") > 5);
        assertThat(recorder.snapshots()).isZero();
    }

    @Test
    void aWatchThatIsAnsweredWithNonsenseIsStaleAndKeepsWhatItHas() {
        agent.shows(7, A1 + "," + B1);
        store.watch(PREFIX, recorder);
        recorder.awaitState(State.CONNECTED);
        for (String nonsense : List.of("", "[]", "null", "{}", "<html>")) {
            agent.answers(nonsense.isEmpty() ? 404 : 200, nonsense);
            recorder.awaitState(State.STALE);
            agent.shows(7, A1 + "," + B1);
            recorder.awaitState(State.CONNECTED);
        }

        assertThat(recorder.smallest()).isEqualTo(2);
        assertThat(recorder.snapshots()).isEqualTo(1);
    }

    @Test
    void anIndexThatFallsBackAloneIsNoReset() {
        agent.shows(9, A1 + "," + B1);
        store.watch(PREFIX, recorder);
        recorder.awaitState(State.CONNECTED);
        long listed = agent.requests("?recurse");
        agent.shows(7, A1 + "," + B1);
        await().until(() -> agent.requests("?recurse") > listed);
        agent.shows(11, A1 + "," + entry("place/config/b", "Mg==", 11));
        recorder.awaitText(Key.of("config/b"), "2");

        assertThat(recorder.resets()).isZero();
        assertThat(recorder.changes()).isEqualTo(1);
    }

    @Test
    void anIndexThatFallsBackWithOtherEntriesIsAReset() {
        agent.shows(9, A1 + "," + B1);
        store.watch(PREFIX, recorder);
        recorder.awaitState(State.CONNECTED);
        agent.shows(6, entry("place/config/b", "Mg==", 6));
        recorder.awaitText(Key.of("config/b"), "2");

        assertThat(recorder.resets()).isEqualTo(1);
        assertThat(recorder.entries()).hasSize(1);
        assertThat(recorder.revision()).isEqualTo(6);
    }

    @Test
    void aTreeIsNotReadAgainWhileNothingChanges() {
        agent.shows(7, A1);
        store.watch(PREFIX, recorder);
        await().until(() -> agent.requests("?keys&separator=%2F&consistent&wait=2s&index=7") >= 3);

        assertThat(agent.requests("?recurse&consistent")).isEqualTo(1);
    }

    @Test
    void manyChangesInARowAreReadTogether() {
        agent.shows(7, A1);
        store.watch(PREFIX, recorder);
        recorder.awaitState(State.CONNECTED);
        long start = System.nanoTime();
        for (long index = 8; index < 20_000; index++) {
            agent.shows(index, entry("place/config/a", "MQ==", index));
        }
        await().until(() -> recorder.revision() == 19_999);
        long rests = (System.nanoTime() - start) / 50_000_000;

        assertThat(agent.requests("?recurse")).isLessThanOrEqualTo(rests + 2);
    }

    @Test
    void aTreeThatTakesLongToReadIsReadAtMostAThirdOfTheTime() {
        Duration reading = Duration.ofMillis(200);
        AtomicLong index = new AtomicLong(7);
        AtomicLong reads = new AtomicLong();
        AtomicLong spent = new AtomicLong();
        agent.follows(exchange -> {
            boolean tree = exchange.getRequestURI().toString().contains("?recurse");
            long start = System.nanoTime();
            if (tree) {
                sleep(reading);
            }
            exchange.getResponseHeaders().set("X-Consul-Index", String.valueOf(index.incrementAndGet()));
            exchange.getResponseHeaders().set("X-Consul-KnownLeader", "true");
            if (tree) {
                spent.addAndGet(System.nanoTime() - start);
                reads.incrementAndGet();
            }
            ScriptedAgent.reply(exchange, 404, "");
        });
        long start = System.nanoTime();
        store.watch(PREFIX, recorder);
        await().until(() -> reads.get() == 4);

        // Three rests of twice as long lie between four reads.
        assertThat(System.nanoTime() - start).isGreaterThan(spent.get() + 6 * reading.toNanos());
    }

    @Test
    void whatConsulSaysItLeftOutIsNotTakenForTheWhole() {
        agent.shows(7, A1);
        store.watch(PREFIX, recorder);
        recorder.awaitState(State.CONNECTED);
        agent.follows(exchange -> {
            exchange.getResponseHeaders().set("X-Consul-Index", "9");
            exchange.getResponseHeaders().set("X-Consul-KnownLeader", "true");
            exchange.getResponseHeaders().set("X-Consul-Results-Filtered-By-ACLs", "true");
            ScriptedAgent.reply(exchange, 404, "");
        });

        assertFails(
                Reason.DENIED, () -> store.list(PREFIX), "list config: Consul left out what the token may not read");
        recorder.awaitState(State.STALE);
        assertThat(recorder.smallest()).isEqualTo(1);
        agent.shows(9, A1 + "," + entry("place/config/b", "MQ==", 9));
        recorder.awaitText(Key.of("config/b"), "1");
        assertThat(recorder.resets()).isZero();
    }

    @Test
    void aWriteIsDoneWhateverOfItsAnswerIsLeftOut() {
        agent.follows(exchange -> {
            exchange.getResponseHeaders().set("X-Consul-Results-Filtered-By-ACLs", "true");
            ScriptedAgent.reply(exchange, 200, MARKED);
        });

        assertThat(store.put(KEY, new byte[1])).isEqualTo(3);
    }

    @Test
    void aTokenIsShownInAHeaderAndNowhereElse() {
        Set<String> shown = ConcurrentHashMap.newKeySet();
        agent.follows(exchange -> {
            shown.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Consul-Token")));
            ScriptedAgent.reply(exchange, 200, MARKED);
        });
        try (KvStore known = KvStores.open("consul://" + agent.address() + "/place?token=abc-123")) {
            known.put(KEY, new byte[1]);
            known.deleteTree(KEY);
        }

        assertThat(shown).containsExactly("abc-123");
        assertThat(agent.requests("abc-123")).isZero();
    }

    private long puts() {
        return agent.requests("PUT");
    }

    private static void sleep(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }
}
