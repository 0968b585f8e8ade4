package dev.eventgateway.kv.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvLimits;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Lease;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.Watch.State;
import dev.eventgateway.kv.contract.Overheard;
import dev.eventgateway.kv.contract.TcpProxy;
import dev.eventgateway.kv.contract.WatchRecorder;
import dev.eventgateway.kv.server.TestCertificates;
import dev.eventgateway.kv.server.ZooKeeperServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a store trusts and who it shows itself to be; what it says where that does not do, and that it recovers. */
class ZooKeeperTlsTest {

    private static final Key PREFIX = Key.of("config");
    private static final Key KEY = PREFIX.child("key");
    /** The deadline, and what two busy cores may add to it. */
    private static final Duration ALLOWED = Duration.ofSeconds(4);

    @TempDir
    static Path folder;

    private static SecureServer secure;

    private final String place = "tls-" + UUID.randomUUID();
    private final List<KvStore> opened = new ArrayList<>();
    private WatchRecorder recorder;

    @BeforeAll
    static void startServer() throws IOException {
        secure = new SecureServer(folder);
    }

    @AfterAll
    static void stopServer() {
        server().close();
    }

    @BeforeEach
    void newRecorder() {
        recorder = new WatchRecorder();
    }

    @AfterEach
    void close() {
        opened.forEach(KvStore::close);
    }

    @Test
    void everythingWorksWithTheRightCertificates() {
        KvStore store = open(trusting("authority"), being("client"));
        store.watch(PREFIX, recorder);
        recorder.awaitState(State.CONNECTED);

        store.put(KEY, utf8("1"));
        recorder.awaitText(KEY, "1");
        assertThat(store.get(KEY)).isPresent();
        assertThat(store.list(PREFIX).entries()).hasSize(1);
        assertThat(store.commit(Transaction.when(Guard.exists(KEY)).then(Operation.delete(KEY)))
                        .committed())
                .isTrue();
        Lease lease = store.lease(Duration.ofSeconds(10));
        store.put(KEY, utf8("2"), lease);
        recorder.awaitText(KEY, "2");
        server().kill();
        recorder.awaitState(State.STALE);
        server().start();
        recorder.awaitState(State.CONNECTED);
        assertThat(lease.held()).isTrue();
        lease.close();
        recorder.awaitGone(KEY);
        assertThat(store.deleteTree(PREFIX)).isZero();
        assertThat(recorder.resets()).isZero();
    }

    @Test
    void aServerMayBeNamedByItsName() {
        KvStore store = open("localhost:" + server().securePort(), trusting("authority"), being("client"));

        assertThat(store.put(KEY, utf8("1"))).isPositive();
    }

    @Test
    void severalMegabytesAreAnsweredAtOnce() {
        KvStore store = KvStores.open("zks://127.0.0.1:" + server().securePort() + "/" + place + "?timeout=30s"
                + trusting("authority") + being("client"));
        opened.add(store);
        byte[] largest = new byte[KvLimits.MAX_VALUE_BYTES];
        IntStream.range(0, 12).forEach(i -> store.put(PREFIX.child("" + i), largest));

        assertThat(store.list(PREFIX).entries()).hasSize(12).allMatch(entry -> entry.size() == largest.length);
    }

    @Test
    void aLineThatIsCutAndOneThatGoesSilentLoseNothing() {
        try (TcpProxy proxy = new TcpProxy(server().securePort())) {
            KvStore direct = open(trusting("authority"), being("client"));
            KvStore store = open(proxy.address(), "&sessionTimeout=2s" + trusting("authority"), being("client"));
            store.watch(PREFIX, recorder);
            recorder.awaitState(State.CONNECTED);
            for (int round = 0; round < 4; round++) {
                if (round % 2 == 0) {
                    proxy.cut();
                } else {
                    proxy.swallow();
                }
                recorder.awaitState(State.STALE);
                direct.put(PREFIX.child("" + round), utf8("1"));
                proxy.heal();
                recorder.awaitState(State.CONNECTED);
                store.put(KEY, utf8("" + round));
            }
            recorder.awaitEqualTo(direct, PREFIX);
            assertThat(recorder.resets()).isZero();
        }
    }

    @Test
    void aServerOfAnAuthorityThatIsNotTrustedIsOutOfReach() {
        for (String trust : List.of(trusting("stranger"), "")) {
            assertNobodyIsServed(
                    Reason.UNAVAILABLE, open(trust, being("client")), "unable to find valid certification path");
        }
    }

    @RepeatedTest(5)
    void aClientWithoutACertificateIsDenied() {
        assertNobodyIsServed(Reason.DENIED, open(trusting("authority"), ""), "certificate");
    }

    @Test
    void aClientWithACertificateOfAnotherAuthorityIsDenied() {
        assertNobodyIsServed(Reason.DENIED, open(trusting("authority"), being("stranger")), "certificate");
    }

    @Test
    void aServerThatSpeaksInTheClearIsOutOfReachOfOneThatDoesNot() {
        KvStore store = open(server().address(), trusting("authority"), being("client"));

        assertNobodyIsServed(Reason.UNAVAILABLE, store, "127.0.0.1:" + server().port());
    }

    @Test
    void aWatchSaysOnceWhatIsWrongWithTheServersCertificateAndRecoversWhenItIsRight() throws IOException {
        KvStore store = open(trusting("authority"), being("client"));
        store.put(KEY, utf8("1"));
        server().kill();
        secure.install("elsewhere");
        server().start();
        try (Overheard overheard = new Overheard()) {
            store.watch(PREFIX, recorder);
            await().atMost(WatchRecorder.PATIENCE)
                    .until(() -> overheard.text().split("Opening socket connection", -1).length > 6
                            && !overheard.ownMessages(Level.WARN).isEmpty());
            assertThat(overheard.ownMessages(Level.WARN))
                    .singleElement()
                    .asString()
                    .contains("watch on config has to wait");
            assertThat(overheard.text()).contains("127.0.0.1", "No subject alternative names matching IP address");
            assertThat(recorder.snapshots()).isZero();
            assertThat(failure(() -> store.get(KEY)).reason()).isEqualTo(Reason.UNAVAILABLE);
            server().kill();
            secure.install("server");
            server().start();

            recorder.awaitText(KEY, "1");
            assertThat(overheard.ownMessages(Level.WARN)).hasSize(1);
        }
    }

    @Test
    void aStoreEndsInTimeWhileAHandshakeIsNotAnswered() {
        try (TcpProxy proxy = new TcpProxy(server().securePort())) {
            proxy.swallow();
            KvStore store = KvStores.open(uri(proxy.address(), trusting("authority"), being("client")));
            store.watch(PREFIX, recorder);
            CompletableFuture<Reason> told = CompletableFuture.supplyAsync(
                    () -> failure(() -> store.get(KEY)).reason(), ZooKeeperTlsTest::beside);
            await().until(() -> proxy.accepted() >= 1);

            assertThat(CompletableFuture.runAsync(store::close, ZooKeeperTlsTest::beside))
                    .succeedsWithin(ALLOWED);
            assertThat(told).succeedsWithin(ALLOWED).isEqualTo(Reason.CLOSED);
        }
    }

    @Test
    void aHandshakeThatIsNotAnsweredIsCutOffAtTheDeadline() {
        try (TcpProxy proxy = new TcpProxy(server().securePort())) {
            proxy.swallow();
            KvStore store = open(proxy.address(), trusting("authority"), being("client"));
            long start = System.nanoTime();

            assertThat(failure(() -> store.put(KEY, utf8("1"))).reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ALLOWED);
        }
    }

    @Test
    void aPrivateKeyIsInNoLogAndInNoException() throws IOException {
        TestCertificates certificates = secure.certificates();
        String secret = Files.readString(certificates.key("client"))
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow();
        try (Overheard overheard = new Overheard()) {
            KvStore store = open(trusting("authority"), being("client"));
            store.put(KEY, utf8("1"));
            overheard.note(failure(() -> open(
                    trusting("authority"),
                    "&cert=" + certificates.key("client") + "&key=" + certificates.key("client"))));
            overheard.note(failure(() -> open("&ca=" + certificates.key("client"), "")));
            overheard.note(failure(() -> open(
                            trusting("authority"),
                            "&cert=" + certificates.certificate("server") + "&key=" + certificates.key("client"))
                    .get(KEY)));

            assertThat(overheard.text())
                    .contains("Session establishment complete")
                    .doesNotContain(secret);
        }
    }

    /** Neither who comes first, nor several at once who come after a failure. */
    private void assertNobodyIsServed(Reason reason, KvStore store, String words) {
        store.watch(PREFIX, recorder);
        assertNotServed(reason, () -> store.get(KEY), words);
        CompletableFuture.allOf(Stream.<Runnable>of(
                                () -> store.list(PREFIX),
                                () -> store.put(KEY, utf8("1")),
                                () -> store.deleteTree(PREFIX),
                                () -> store.lease(Duration.ofSeconds(1)))
                        .map(call -> CompletableFuture.runAsync(
                                () -> assertNotServed(reason, call, words), ZooKeeperTlsTest::beside))
                        .toArray(CompletableFuture[]::new))
                .join();
        assertThat(recorder.snapshots()).isZero();
    }

    private static void assertNotServed(Reason reason, Runnable call, String words) {
        long start = System.nanoTime();
        KvException failed = failure(call);
        assertThat(failed).hasMessageContaining(words);
        assertThat(failed.reason()).isEqualTo(reason);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ALLOWED);
    }

    private static ZooKeeperServer server() {
        return secure.server();
    }

    private static String trusting(String name) {
        return secure.trusting(name);
    }

    private static String being(String name) {
        return secure.being(name);
    }

    private KvStore open(String trust, String identity) {
        return open("127.0.0.1:" + server().securePort(), trust, identity);
    }

    private KvStore open(String address, String trust, String identity) {
        KvStore store = KvStores.open(uri(address, trust, identity));
        opened.add(store);
        return store;
    }

    private String uri(String address, String trust, String identity) {
        return "zks://" + address + "/" + place + "?timeout=2s" + trust + identity;
    }

    private static void beside(Runnable task) {
        new Thread(task, "beside").start();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static KvException failure(Runnable call) {
        return catchThrowableOfType(KvException.class, call::run);
    }
}
