package dev.eventgateway.kv.consul;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.Watch.State;
import dev.eventgateway.kv.contract.WatchRecorder;
import dev.eventgateway.kv.server.ConsulServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others do to Consul's keys, past this library, and what they see of it. */
class ConsulForeignTest {

    private static final Key PREFIX = Key.of("config");
    private static final Key OWN = PREFIX.child("own");

    @TempDir
    static Path folder;

    private static ConsulServer server;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String place = "foreign-" + UUID.randomUUID();
    private KvStore store;
    private WatchRecorder recorder;

    @BeforeAll
    static void startServer() {
        server = ConsulServer.start(folder);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void watch() {
        store = KvStores.open("consul://" + server.address() + "/" + place);
        store.put(OWN, "1".getBytes(UTF_8));
        recorder = new WatchRecorder();
        store.watch(PREFIX, recorder);
        recorder.awaitState(State.CONNECTED);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void anEntryReadsInConsulAsItWasWritten() throws Exception {
        store.put(Key.of("config/functions/default/hello"), "{}".getBytes(UTF_8));
        store.put(Key.of("config/a b"), "x".getBytes(UTF_8));

        assertThat(ask("GET", "config/functions/default/hello?raw", "")).isEqualTo("{}");
        assertThat(ask("GET", "config/a=20b?raw", "")).isEqualTo("x");
    }

    @Test
    void anEntryThatIsEditedByHandIsSeenLikeAnyOther() throws Exception {
        ask("PUT", "config/own", "2");
        recorder.awaitText(OWN, "2");
        KvEntry edited = store.get(OWN).orElseThrow();
        assertThat(store.list(PREFIX).entries()).containsExactly(edited);
        ask("DELETE", "config/own", "");

        recorder.awaitGone(OWN);
        assertThat(recorder.resets()).isZero();
    }

    @Test
    void flagsOfOthersAreNoHindrance() throws Exception {
        ask("PUT", "config/flagged?flags=18446744073709551615", "1");
        recorder.awaitText(PREFIX.child("flagged"), "1");

        assertThat(store.get(PREFIX.child("flagged"))).map(KvEntry::text).contains("1");
        assertThat(store.delete(PREFIX.child("flagged"))).isTrue();
    }

    @Test
    void whatIsNoKeyIsPassedOver() throws Exception {
        for (String path :
                List.of("config/", "config/folder/", "config/=zz", "config/=61", "config/own/=incarnation")) {
            ask("PUT", path, "1");
        }
        store.put(PREFIX.child("last"), "1".getBytes(UTF_8));
        recorder.awaitText(PREFIX.child("last"), "1");

        assertThat(recorder.entries()).hasSize(2).isEqualTo(store.list(PREFIX).entries());
        assertThat(store.deleteTree(PREFIX)).isEqualTo(2);
    }

    @Test
    void anEqualValueIsAWriteHoweverItWasWrittenBefore() throws Exception {
        ask("PUT", "config/own", "1");
        long byHand = store.get(OWN).orElseThrow().revision();

        assertThat(store.put(OWN, "1".getBytes(UTF_8))).isGreaterThan(byHand);
        ask("PUT", "config/own", "1");
        assertThat(store.get(OWN)).map(KvEntry::revision).isNotEqualTo(Optional.of(byHand));
    }

    @Test
    void aDeleteTellsARevisionThatNoOtherWriteHas() {
        long put = store.put(PREFIX.child("other"), "1".getBytes(UTF_8));
        long deleted = store.commit(Transaction.when(Guard.unchanged(PREFIX.child("other"), put))
                        .then(Operation.delete(PREFIX.child("other"))))
                .revision()
                .orElseThrow();
        long next = store.put(OWN, "2".getBytes(UTF_8));
        recorder.awaitText(OWN, "2");

        assertThat(deleted).isGreaterThan(put).isLessThan(next);
        assertThat(recorder.entries()).hasSize(1);
    }

    @Test
    void aPrefixSoLongThatConsulTakesNoFullTransactionIsSaidToBeTheReason() {
        String prefix = "p".repeat(10_000);
        try (KvStore deep = KvStores.open("consul://" + server.address() + "/" + prefix)) {
            List<Operation> puts = IntStream.range(0, 60)
                    .mapToObj(i -> Operation.put(Key.of("k" + i), new byte[100]))
                    .toList();

            assertThatExceptionOfType(KvException.class)
                    .isThrownBy(() -> deep.commit(new Transaction(List.of(), puts)))
                    .withMessageContaining("the limit of Consul is 524288")
                    .extracting(KvException::reason)
                    .isEqualTo(KvException.Reason.TOO_LARGE);
            assertThat(deep.list(Key.of("k1")).entries()).isEmpty();
        }
    }

    private String ask(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + server.address() + "/v1/kv/" + place + "/" + path))
                .method(method, BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString()).body().strip();
    }
}
