package dev.eventgateway.kv.consul;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvLimits;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Lease;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.contract.WatchRecorder;
import dev.eventgateway.kv.server.ConsulServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Leases are sessions of Consul: what these are like, and what others do to them and to entries in them. */
class ConsulLeaseTest {

    private static final Key PREFIX = Key.of("config");
    private static final Key KEY = PREFIX.child("key");
    private static final Duration TTL = Duration.ofSeconds(10);

    @TempDir
    static Path folder;

    private static ConsulServer server;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String place = "leases-" + UUID.randomUUID();
    private KvStore store;

    @BeforeAll
    static void startServer() {
        server = ConsulServer.start(folder.resolve("server"));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void open() {
        store = KvStores.open(server.uri(place));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aLeaseIsASessionThatOnlyItsTimeOrItsHolderEnds() throws Exception {
        Lease lease = store.lease(Duration.ofMillis(12_345).plusNanos(1));
        JsonObject session = session();
        String info = ask("GET", "session/info/" + session.get("ID").getAsString(), "");

        assertThat(lease.ttl()).isEqualTo(Duration.ofMillis(12_346));
        assertThat(session.get("TTL").getAsString()).isEqualTo("12346ms");
        assertThat(session.get("Behavior").getAsString()).isEqualTo("delete");
        assertThat(session.get("LockDelay").getAsLong()).isZero();
        assertThat(session.get("NodeChecks").getAsJsonArray()).isEmpty();
        assertThat(info).doesNotContain("serfHealth");
        lease.close();
        assertThat(sessions()).isEmpty();
    }

    @Test
    void aSessionThatIsDestroyedByHandIsALeaseThatIsLost() throws Exception {
        AtomicInteger lost = new AtomicInteger();
        Lease lease = store.lease(TTL);
        lease.onLost(lost::incrementAndGet);
        store.put(KEY, utf8("1"), lease);
        ask("PUT", "session/destroy/" + session().get("ID").getAsString(), "");

        assertThat(store.get(KEY)).isEmpty();
        KvException refused = catchThrowableOfType(
                KvException.class,
                () -> store.commit(Transaction.of(
                        Operation.put(PREFIX.child("plain"), utf8("1")), Operation.put(KEY, utf8("2"), lease))));
        assertThat(refused.reason()).isEqualTo(Reason.LEASE_LOST);
        assertThat(store.list(PREFIX).entries()).isEmpty();
        await().atMost(TTL).until(() -> !lease.held() && lost.get() == 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {31, 32, 63})
    void anyNumberOfPutsWithoutALeaseTakeTheirEntriesOutOfIt(int count) {
        Lease lease = store.lease(TTL);
        for (int i = 0; i < count; i += 31) {
            store.commit(new Transaction(List.of(), puts(i, Math.min(i + 31, count), Optional.of(lease))));
        }
        WatchRecorder recorder = new WatchRecorder();
        store.watch(PREFIX, recorder);
        long revision = store.commit(new Transaction(List.of(), puts(0, count, Optional.empty())))
                .revision()
                .orElseThrow();

        List<KvEntry> entries = store.list(PREFIX).entries();
        lease.close();

        assertThat(store.list(PREFIX).entries()).isEqualTo(entries).hasSize(count);
        assertThat(entries.stream().mapToLong(KvEntry::revision).max()).hasValue(revision);
        recorder.awaitEqualTo(store, PREFIX);
        assertThat(recorder.smallest()).isEqualTo(count);
        assertThat(recorder.resets()).isZero();
    }

    @Test
    void aTransactionOfManyPutsTakesOnlyWhatWasLeasedOutOfTheLease() {
        Lease lease = store.lease(TTL);
        store.commit(new Transaction(List.of(), puts(0, 2, Optional.of(lease))));
        List<Operation> operations = new ArrayList<>(puts(0, 50, Optional.empty()));
        Guard guard = Guard.exists(Key.of("config/1"));
        store.commit(new Transaction(List.of(guard), operations));
        Map<Long, Long> revisions =
                store.list(PREFIX).entries().stream().collect(toMap(KvEntry::revision, entry -> 1L, Long::sum));

        lease.close();

        assertThat(store.list(PREFIX).entries()).hasSize(50);
        assertThat(revisions.values()).containsExactlyInAnyOrder(48L, 1L, 1L);
    }

    @Test
    void putsWithALeaseAndLongKeysFit() {
        Lease lease = store.lease(TTL);
        int length = 15_000;
        List<Operation> puts = IntStream.range(0, KvLimits.MAX_TRANSACTION_BYTES / (2 * (length + 20)))
                .<Operation>mapToObj(
                        i -> Operation.put(Key.of("config/" + (i + 10) + "x".repeat(length)), new byte[1], lease))
                .toList();

        store.commit(new Transaction(List.of(), puts));

        assertThat(store.list(PREFIX).entries()).hasSameSizeAs(puts);
    }

    @Test
    void anEntryInASessionOfSomebodyElseIsPutLikeAnyOther() throws Exception {
        Lease lease = store.lease(TTL);
        for (boolean leased : new boolean[] {false, true}) {
            String foreign = JsonParser.parseString(ask("PUT", "session/create", "{\"LockDelay\": \"0s\"}"))
                    .getAsJsonObject()
                    .get("ID")
                    .getAsString();
            assertThat(ask("PUT", "kv/" + place + "/config/key?acquire=" + foreign, "theirs"))
                    .isEqualTo("true");

            long revision = leased ? store.put(KEY, utf8("1"), lease) : store.put(KEY, utf8("1"));
            ask("PUT", "session/destroy/" + foreign, "");

            assertThat(store.get(KEY)).contains(new KvEntry(KEY, utf8("1"), revision));
        }
    }

    @Test
    void aKeyThatConsulProtectsForAWhileCanBeLeasedOnceTheWhileIsOver() throws Exception {
        Lease lease = store.lease(TTL);
        String foreign = JsonParser.parseString(ask("PUT", "session/create", "{\"LockDelay\": \"2s\"}"))
                .getAsJsonObject()
                .get("ID")
                .getAsString();
        ask("PUT", "kv/" + place + "/config/key?acquire=" + foreign, "theirs");
        ask("PUT", "session/destroy/" + foreign, "");

        KvException refused = catchThrowableOfType(KvException.class, () -> store.put(KEY, utf8("1"), lease));
        assertThat(refused).hasMessageContaining("due to lock delay");
        assertThat(refused.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(store.put(KEY, utf8("2"))).isPositive();
        await().atMost(TTL).ignoreExceptions().until(() -> store.put(KEY, utf8("3"), lease) > 0);
    }

    @Test
    void aLeaseOutlastsTheServerThatItWasMadeWith() {
        List<ConsulServer> members = ConsulServer.startThree(folder.resolve("three"));
        String all = members.stream().map(ConsulServer::address).collect(joining(","));
        try (KvStore several = KvStores.open(server.uri(all, place))) {
            await().ignoreExceptions().atMost(WatchRecorder.PATIENCE).until(() -> several.put(KEY, utf8("1")) > 0);
            Lease lease = several.lease(TTL);
            several.put(KEY, utf8("2"), lease);
            members.get(0).kill();
            Duration longer = TTL.multipliedBy(5).dividedBy(2);

            await().during(longer)
                    .atMost(longer.plus(WatchRecorder.PATIENCE))
                    .ignoreExceptions()
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> lease.held() && several.exists(KEY));
        } finally {
            members.forEach(ConsulServer::close);
        }
    }

    @Test
    void aTimeThatConsulIsConfiguredToFindTooShortIsRoundedUp() {
        try (ConsulServer slow = ConsulServer.start(folder.resolve("slow"), "\"session_ttl_min\": \"1m30s\"");
                KvStore there = KvStores.open(slow.uri(place))) {
            Lease lease = there.lease(TTL);

            assertThat(lease.ttl()).isEqualTo(Duration.ofSeconds(90));
            assertThat(there.put(KEY, utf8("1"), lease)).isPositive();
            assertThat(there.lease(Duration.ofMinutes(60)).ttl()).isEqualTo(Duration.ofMinutes(60));
        }
    }

    private static List<Operation> puts(int from, int to, Optional<Lease> lease) {
        return IntStream.range(from, to)
                .mapToObj(i -> lease.map(held -> Operation.put(Key.of("config/" + i), utf8("leased"), held))
                        .orElseGet(() -> Operation.put(Key.of("config/" + i), utf8("plain"))))
                .toList();
    }

    private JsonObject session() throws IOException, InterruptedException {
        assertThat(sessions()).hasSize(1);
        return sessions().get(0);
    }

    private List<JsonObject> sessions() throws IOException, InterruptedException {
        List<JsonObject> own = new ArrayList<>();
        for (JsonElement session :
                JsonParser.parseString(ask("GET", "session/list", "")).getAsJsonArray()) {
            if (session.getAsJsonObject().get("Name").getAsString().contains(place)) {
                own.add(session.getAsJsonObject());
            }
        }
        return own;
    }

    private String ask(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + server.address() + "/v1/" + path))
                .method(method, BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString()).body().strip();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
