package dev.eventgateway.kv.consul;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
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
import dev.eventgateway.kv.contract.TcpProxy;
import dev.eventgateway.kv.contract.WatchRecorder;
import dev.eventgateway.kv.server.ConsulServer;
import dev.eventgateway.kv.server.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom a store trusts and who it shows itself to be; what it says where that does not do, and that it recovers. */
class ConsulTlsTest {

    private static final Key PREFIX = Key.of("config");
    private static final Key KEY = PREFIX.child("key");
    /** The deadline, and what two busy cores may add to it. */
    private static final Duration ALLOWED = Duration.ofSeconds(4);

    @TempDir
    static Path folder;

    private static TestCertificates certificates;
    private static ConsulServer server;

    private final String place = "tls-" + UUID.randomUUID();
    private final List<KvStore> opened = new ArrayList<>();
    private WatchRecorder recorder;

    @BeforeAll
    static void startServer() throws IOException {
        Files.createDirectories(folder.resolve("certificates"));
        certificates = new TestCertificates(folder.resolve("certificates"));
        install("server");
        server = ConsulServer.start(
                folder.resolve("server"),
                "\"ca_file\": \"%s\", \"cert_file\": \"%s\", \"key_file\": \"%s\", \"verify_incoming\": true"
                        .formatted(
                                certificates.authority(),
                                folder.resolve("installed.crt"),
                                folder.resolve("installed.key")));
    }

    @AfterAll
    static void stopServer() {
        server.close();
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
        server.kill();
        recorder.awaitState(State.STALE);
        server.start();
        recorder.awaitState(State.CONNECTED);
        assertThat(lease.held()).isTrue();
        lease.close();
        recorder.awaitGone(KEY);
        assertThat(store.deleteTree(PREFIX)).isZero();
        assertThat(recorder.resets()).isZero();
    }

    @Test
    void anAgentMayBeNamedByItsName() {
        KvStore store = open("localhost:" + server.httpsPort(), trusting("authority"), being("client"));

        assertThat(store.put(KEY, utf8("1"))).isPositive();
    }

    @Test
    void aServerOfAnAuthorityThatIsNotTrustedIsOutOfReach() {
        for (String trust : List.of(trusting("stranger"), "")) {
            assertNobodyIsServed(
                    Reason.UNAVAILABLE, open(trust, being("client")), "unable to find valid certification path");
        }
    }

    @RepeatedTest(10)
    void aClientWithoutACertificateIsDenied() {
        assertNobodyIsServed(Reason.DENIED, open(trusting("authority"), ""), "certificate");
    }

    @Test
    void aClientWithACertificateOfAnotherAuthorityIsDenied() {
        assertNobodyIsServed(Reason.DENIED, open(trusting("authority"), being("stranger")), "certificate");
    }

    @Test
    void aServerThatSpeaksInTheClearIsOutOfReachOfOneThatDoesNot() {
        KvStore store = open(server.address(), trusting("authority"), being("client"));

        assertNobodyIsServed(Reason.UNAVAILABLE, store, "SSL");
    }

    @Test
    void aWatchSaysOnceWhatIsWrongWithTheServersCertificateAndRecoversWhenItIsRight() throws IOException {
        KvStore store = open(trusting("authority"), being("client"));
        store.put(KEY, utf8("1"));
        server.kill();
        install("elsewhere");
        server.start();
        try (Overheard overheard = new Overheard()) {
            store.watch(PREFIX, recorder);
            await().atMost(WatchRecorder.PATIENCE)
                    .until(() -> overheard.text().split("Opening connection", -1).length > 5);
            assertThat(overheard.messages(Level.WARN))
                    .singleElement()
                    .asString()
                    .contains("watch on config", "127.0.0.1", "doesn't match any of the subject alternative names");
            assertThat(recorder.snapshots()).isZero();
            server.kill();
            install("server");
            server.start();

            recorder.awaitText(KEY, "1");
            assertThat(overheard.messages(Level.WARN)).hasSize(1);
        }
    }

    @Test
    void aStoreEndsInTimeWhileAHandshakeIsNotAnswered() {
        try (TcpProxy proxy = new TcpProxy(server.httpsPort())) {
            proxy.swallow();
            KvStore store = KvStores.open(uri(proxy.address(), trusting("authority"), being("client")));
            store.watch(PREFIX, recorder);
            CompletableFuture<Reason> told = CompletableFuture.supplyAsync(
                    () -> failure(() -> store.get(KEY)).reason(), ConsulTlsTest::beside);
            await().until(() -> proxy.accepted() >= 2);

            assertThat(CompletableFuture.runAsync(store::close, ConsulTlsTest::beside))
                    .succeedsWithin(ALLOWED);
            assertThat(told).succeedsWithin(ALLOWED).isEqualTo(Reason.CLOSED);
        }
    }

    @Test
    void aHandshakeThatIsNotAnsweredIsCutOffAtTheDeadline() {
        try (TcpProxy proxy = new TcpProxy(server.httpsPort())) {
            proxy.swallow();
            KvStore store = open(proxy.address(), trusting("authority"), being("client"));
            long start = System.nanoTime();

            assertThat(failure(() -> store.put(KEY, utf8("1"))).reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ALLOWED);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "consul://h/p?ca=x | \"ca\" is unknown to consul, which knows: timeout, token, tokenEnv, tokenFile",
                "consuls://h/p?ca=/no/such/file | ca=/no/such/file",
                "consuls://h/p?cert=/no/such/file | belong together",
                "consuls://h/p?certs=x | knows: ca, cert, key, timeout, token, tokenEnv, tokenFile",
            })
    void whatCannotBeIsRefusedInWords(String uri, String words) {
        KvException refused = failure(() -> KvStores.open(uri));

        assertThat(refused).hasMessageContaining(words);
        assertThat(refused.reason()).isEqualTo(Reason.INVALID);
    }

    @Test
    void aPrivateKeyIsInNoLogAndInNoException() throws IOException {
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

            assertThat(overheard.text()).contains("Executing request PUT").doesNotContain(secret);
        }
    }

    private void assertNobodyIsServed(Reason reason, KvStore store, String words) {
        store.watch(PREFIX, recorder);
        for (Runnable call : new Runnable[] {
            () -> store.get(KEY),
            () -> store.list(PREFIX),
            () -> store.put(KEY, utf8("1")),
            () -> store.deleteTree(PREFIX),
            () -> store.lease(Duration.ofSeconds(10))
        }) {
            long start = System.nanoTime();
            KvException failed = failure(call);
            assertThat(failed).hasMessageContaining(words);
            assertThat(failed.reason()).isEqualTo(reason);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ALLOWED);
        }
        assertThat(recorder.snapshots()).isZero();
    }

    /** What a server that starts from now on shows to be. */
    private static void install(String name) throws IOException {
        Files.copy(
                certificates.certificate(name), folder.resolve("installed.crt"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(certificates.key(name), folder.resolve("installed.key"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static String trusting(String name) {
        return "&ca=" + (name.equals("authority") ? certificates.authority() : certificates.certificate(name));
    }

    private static String being(String name) {
        return "&cert=" + certificates.certificate(name) + "&key=" + certificates.key(name);
    }

    private KvStore open(String trust, String identity) {
        return open("127.0.0.1:" + server.httpsPort(), trust, identity);
    }

    private KvStore open(String address, String trust, String identity) {
        KvStore store = KvStores.open(uri(address, trust, identity));
        opened.add(store);
        return store;
    }

    private String uri(String address, String trust, String identity) {
        return "consuls://" + address + "/" + place + "?timeout=1s" + trust + identity;
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
