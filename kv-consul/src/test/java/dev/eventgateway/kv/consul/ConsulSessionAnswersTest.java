package dev.eventgateway.kv.consul;

import static dev.eventgateway.kv.consul.ScriptedAgent.entry;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Lease;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of answers about sessions, and of entries that Consul left in one, at moments that no test can time. */
class ConsulSessionAnswersTest {

    private static final Key KEY = Key.of("config/key");
    private static final String PATH = "place/config/key";
    private static final Duration TTL = Duration.ofSeconds(10);
    private static final String ID = "a1b2c3d4-0000-1111-2222-333344445555";
    private static final String LEASED = "{\"Results\": [{\"KV\": {\"Key\": \"" + PATH + "\", \"Session\": \"" + ID
            + "\", \"CreateIndex\": 1, \"ModifyIndex\": 7}}]}";
    private static final String REFUSED = "{\"Errors\": [{\"OpIndex\": 0, \"What\": \"index is stale\"}]}";

    private final ScriptedAgent agent = new ScriptedAgent();
    private final List<String> transactions = new CopyOnWriteArrayList<>();
    private KvStore store;

    @BeforeEach
    void open() {
        store = KvStores.open("consul://" + agent.address() + "/place?timeout=3s");
    }

    @AfterEach
    void close() {
        store.close();
        agent.close();
    }

    @Test
    void whatIsStillInASessionIsTakenOutOfIt() {
        agent.follows(exchange -> answer(exchange, LEASED, done(8), REFUSED));

        assertThat(store.put(KEY, utf8("1"))).isEqualTo(8);
        assertThat(transactions.get(2))
                .contains(
                        "{\"Verb\":\"check-index\",\"Key\":\"place/config/key\",\"Index\":7}", "delete", "set", "MQ==");
        assertThat(transactions).hasSize(3);
    }

    @Test
    void whatIsGoneWithItsSessionBeforeItWasTakenOutIsPutAgain() {
        agent.follows(exchange -> answer(exchange, LEASED, REFUSED, done(9)));

        assertThat(store.put(KEY, utf8("1"))).isEqualTo(9);
        assertThat(transactions.get(3)).contains("check-not-exists", "set", "MQ==");
    }

    @Test
    void whatSomebodyElseHasPutMeanwhileIsLeftAlone() {
        agent.follows(exchange -> answer(exchange, LEASED, REFUSED, REFUSED));

        assertThat(store.put(KEY, utf8("1"))).isEqualTo(7);
        assertThat(transactions).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({"403, ACL not found", "500, No cluster leader", "500, rpc error"})
    void whatCannotBeTakenOutIsSaidToHaveHappenedPerhaps(int status, String words) {
        agent.follows(exchange -> {
            if (text(exchange).contains("check-index")) {
                ScriptedAgent.reply(exchange, status, words);
            } else {
                ScriptedAgent.reply(exchange, 200, LEASED);
            }
        });

        KvException failed = catchThrowableOfType(KvException.class, () -> store.put(KEY, utf8("1")));

        assertThat(failed.reason()).isEqualTo(Reason.INDETERMINATE);
        assertThat(failed)
                .hasMessageContaining("may go with the lease of an earlier put")
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource({
        "404, nothing here, true",
        "404, '', true",
        "200, <html>, true",
        "403, Permission denied, true",
        "500, No cluster leader, true",
        "404, Session id 'a1b2c3d4-0000-1111-2222-333344445555' not found, false"
    })
    void onlyConsulCanSayThatALeaseIsLost(int status, String words, boolean held) {
        Lease lease = granted();
        agent.answers(status, words);
        long before = agent.requests("session/renew");
        await().atMost(TTL.multipliedBy(2)).until(() -> agent.requests("session/renew") > before);

        await().during(Duration.ofMillis(300)).until(() -> lease.held() == held);
    }

    @Test
    void aLeaseIsRenewedHoweverManyCallsAreNotAnswered() {
        Lease lease = granted();
        agent.follows(exchange -> {
            if (exchange.getRequestURI().getPath().contains("session")) {
                ScriptedAgent.reply(exchange, 200, "{\"ID\": \"" + ID + "\"}");
            } else {
                agent.keepSilent(exchange);
            }
        });
        try (KvStore patient = KvStores.open("consul://" + agent.address() + "/place?timeout=10m")) {
            Lease other = patient.lease(TTL);
            List<CompletableFuture<KvException>> calls = IntStream.range(0, 20)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> catchThrowableOfType(KvException.class, () -> patient.get(KEY)),
                            task -> new Thread(task, "caller").start()))
                    .toList();
            await().until(() -> agent.requests("GET") >= 16);
            long before = agent.requests("session/renew");

            await().atMost(TTL.multipliedBy(3)).until(() -> agent.requests("session/renew") >= before + 8);
            assertThat(lease.held()).isTrue();
            assertThat(other.held()).isTrue();
            assertThat(calls).noneMatch(CompletableFuture::isDone);
        }
    }

    @Test
    void aSessionWhoseCreationIsNotAnsweredIsAskedForAgain() {
        agent.follows(exchange -> {
            if (agent.requests("session/create") == 1) {
                exchange.close();
            } else {
                ScriptedAgent.reply(exchange, 200, "{\"ID\": \"" + ID + "\"}");
            }
        });

        assertThat(store.lease(TTL).held()).isTrue();
        assertThat(agent.requests("session/create")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "500, Missing node registration, UNAVAILABLE",
        "403, Permission denied, DENIED",
        "200, {}, FAILED",
        "200, '', FAILED",
        "400, Bad request, FAILED"
    })
    void aLeaseThatIsNotGrantedIsSaidWhy(int status, String words, Reason reason) {
        agent.answers(status, words);

        KvException failed = catchThrowableOfType(KvException.class, () -> store.lease(TTL));

        assertThat(failed.reason()).isEqualTo(reason);
        assertThat(failed).hasMessageContaining("lease of 10000 ms").hasMessageContaining(words);
    }

    private Lease granted() {
        agent.answers(200, "{\"ID\": \"" + ID + "\"}");
        return store.lease(TTL);
    }

    /** Answers the mark, the commit and what follows it. */
    private void answer(HttpExchange exchange, String commit, String then, String last) throws IOException {
        transactions.add(text(exchange));
        String answer = List.of(commit, commit, then, last).get(transactions.size() - 1);
        ScriptedAgent.reply(exchange, answer.equals(REFUSED) ? 409 : 200, answer);
    }

    private static String done(long index) {
        return "{\"Results\": [{\"KV\": " + entry(PATH, "", index) + "}]}";
    }

    private static String text(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
