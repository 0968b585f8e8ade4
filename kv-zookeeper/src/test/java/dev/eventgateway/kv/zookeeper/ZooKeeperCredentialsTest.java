package dev.eventgateway.kv.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Lease;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.Watch.State;
import dev.eventgateway.kv.contract.Overheard;
import dev.eventgateway.kv.contract.WatchRecorder;
import dev.eventgateway.kv.server.ZooKeeperServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A store with a user guards what it makes by digest: nobody else reads, changes or removes it. */
class ZooKeeperCredentialsTest {

    private static final Key PREFIX = Key.of("config");
    private static final Key KEY = PREFIX.child("key");
    private static final String RIGHT = "open-sesame-7141";
    private static final String WRONG = "open-barley-7142";

    @TempDir
    static Path folder;

    private static ZooKeeperServer server;

    private final String place = "digest-" + UUID.randomUUID();
    private final List<KvStore> opened = new ArrayList<>();

    @BeforeAll
    static void startServer() {
        server = ZooKeeperServer.start(folder.resolve("server"), "maxSessionTimeout=60000");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @AfterEach
    void close() {
        opened.forEach(KvStore::close);
    }

    @Test
    void everythingWorksForTheUserAlsoAfterARestart() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), RIGHT + "\n");
        KvStore store = open("&user=gateway&passwordFile=" + file);
        WatchRecorder recorder = new WatchRecorder();
        store.watch(PREFIX, recorder);
        recorder.awaitState(State.CONNECTED);
        store.put(KEY, utf8("1"));
        recorder.awaitText(KEY, "1");
        Lease lease = store.lease(Duration.ofSeconds(4));
        store.put(KEY.child("leased"), utf8("2"), lease);
        server.kill();
        recorder.awaitState(State.STALE);
        server.start();
        recorder.awaitState(State.CONNECTED);

        assertThat(store.commit(Transaction.when(Guard.exists(KEY)).then(Operation.put(KEY, utf8("3"))))
                        .committed())
                .isTrue();
        recorder.awaitText(KEY, "3");
        lease.close();
        recorder.awaitGone(KEY.child("leased"));
        assertThat(store.deleteTree(PREFIX)).isEqualTo(1);
        recorder.awaitEqualTo(store, PREFIX);
    }

    @Test
    void nobodyElseReadsOrWritesWhatTheUserMade() {
        KvStore owner = open("&user=gateway&password=" + RIGHT);
        owner.put(KEY, utf8("1"));
        for (String stranger : List.of("", "&user=gateway&password=" + WRONG, "&user=other&password=" + RIGHT)) {
            KvStore store = open(stranger);
            WatchRecorder recorder = new WatchRecorder();
            store.watch(PREFIX, recorder);

            assertDenied(() -> store.get(KEY));
            assertDenied(() -> store.list(PREFIX));
            assertDenied(() -> store.put(KEY, utf8("2")));
            assertDenied(() -> store.delete(KEY));
            assertDenied(() -> store.put(KEY.child("new"), utf8("2")));
            assertDenied(() -> store.deleteTree(PREFIX));
            assertThat(recorder.snapshots()).as("no false empty").isZero();
        }
        assertThat(owner.list(PREFIX).entries()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user=u | belong together",
                "password=p | belong together",
                "user=a:b&password=p | without a colon",
                "user=&password=p | without a colon",
                "user=u&passwordEnv=NO_SUCH_VARIABLE_HERE | no such environment variable",
                "user=u&passwordFile=/no/such/file | cannot read that file",
            })
    void whatCannotBeIsRefusedInWords(String options, String words) {
        KvException refused = failure(() -> KvStores.open("zk://h/p?" + options));

        assertThat(refused).hasMessageContaining(words);
        assertThat(refused.reason()).isEqualTo(Reason.INVALID);
    }

    @Test
    void aPasswordIsInNoLogAndInNoException() {
        try (Overheard overheard = new Overheard()) {
            KvStore owner = open("&user=gateway&password=" + RIGHT);
            owner.put(KEY, utf8("1"));
            owner.put(KEY, utf8("2"), owner.lease(Duration.ofSeconds(4)));
            overheard.note(failure(() -> open("&user=gateway&password=" + WRONG).put(KEY, utf8("2"))));
            overheard.note(failure(() -> open("&user=gateway&password=" + WRONG + "&passwordFile=x")));
            overheard.note(failure(() -> open("&user=gateway&password=" + WRONG + "&passwrd=x")));
            overheard.note(failure(() -> KvStores.open("zk:// /p?user=gateway&password=" + WRONG)));
            owner.close();

            assertThat(overheard.text()).contains("connected to zk://").doesNotContain(RIGHT, WRONG);
        }
    }

    private static void assertDenied(Runnable call) {
        assertThat(failure(call).reason()).isEqualTo(Reason.DENIED);
    }

    private KvStore open(String credentials) {
        KvStore store = KvStores.open(server.uri(place) + "?timeout=3s" + credentials);
        opened.add(store);
        return store;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static KvException failure(Runnable call) {
        return catchThrowableOfType(KvException.class, call::run);
    }
}
