package dev.eventgateway.kv.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Lease;
import dev.eventgateway.kv.Watch.State;
import dev.eventgateway.kv.contract.Overheard;
import dev.eventgateway.kv.contract.WatchRecorder;
import dev.eventgateway.kv.server.EtcdServer;
import dev.eventgateway.kv.server.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that talks TLS, and wants to see a certificate of its clients. */
class EtcdTlsTest {

    private static final Key PREFIX = Key.of("config");
    private static final Key KEY = PREFIX.child("key");

    @TempDir
    static Path made;

    private static TestCertificates certificates;

    @TempDir
    Path folder;

    private EtcdServer server;

    @BeforeAll
    static void makeCertificates() {
        certificates = new TestCertificates(made);
    }

    @BeforeEach
    void startServer() throws IOException {
        show("server");
        server = EtcdServer.startSecure(
                folder.resolve("server"),
                "--client-cert-auth",
                "--trusted-ca-file=" + certificates.authority(),
                "--cert-file=" + shown("crt"),
                "--key-file=" + shown("key"));
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void whoShowsTheRightCertificateIsServedAlsoAfterARestart() {
        WatchRecorder recorder = new WatchRecorder();
        try (KvStore store = open("client")) {
            store.put(KEY, utf8("1"));
            store.watch(PREFIX, recorder);
            recorder.awaitState(State.CONNECTED);
            Lease lease = store.lease(Duration.ofSeconds(20));
            server.kill();
            recorder.awaitState(State.STALE);
            server.start();
            recorder.awaitState(State.CONNECTED);

            store.put(KEY.child("leased"), utf8("2"), lease);
            recorder.awaitEqualTo(store, PREFIX);
            lease.close();
            recorder.awaitGone(KEY.child("leased"));
        }
        assertThat(recorder.resets()).isZero();
    }

    @Test
    void aHostIsCalledByWhateverNameItsCertificateHas() {
        try (KvStore store = KvStores.open("etcds://localhost:" + server.port() + "/tls" + options("client"))) {
            assertThat(store.exists(KEY)).isFalse();
        }
    }

    @Test
    void aCertificateMayTellWhoTheUserIs() {
        EtcdUsers users = new EtcdUsers(server);
        users.add("client", "which nobody uses", "tls");
        users.enable();

        try (KvStore store = open("client");
                KvStore elsewhere = KvStores.open(server.uri("elsewhere") + options("client"))) {
            store.put(KEY, utf8("1"));
            assertThatExceptionOfType(KvException.class)
                    .isThrownBy(() -> elsewhere.put(KEY, utf8("1")))
                    .withMessageContaining("permission denied")
                    .extracting(KvException::reason)
                    .isEqualTo(Reason.DENIED);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "stranger, unable to find valid certification path to requested target",
        "elsewhere, No subject alternative names matching IP address 127.0.0.1 found"
    })
    void aServerWithTheWrongCertificateIsNotTalkedTo(String who, String words) throws IOException {
        server.kill();
        show(who);
        server.start();

        try (KvStore store = open("client")) {
            assertUnavailable(() -> store.get(KEY), words);
            assertUnavailable(() -> store.put(KEY, utf8("1")), words);
            assertUnavailable(() -> store.lease(Duration.ofSeconds(1)), words);
        }
    }

    @Test
    void whoShowsNoCertificateIsToldSo() {
        try (KvStore store = KvStores.open(server.uri("tls") + "?timeout=2s&ca=" + certificates.authority())) {
            awaitDenied(store, "certificate_required");
        }
    }

    @Test
    void whoShowsTheWrongCertificateIsToldSo() {
        try (KvStore store = open("stranger")) {
            awaitDenied(store, "certificate");
        }
    }

    @Test
    void anAuthorityThatTheJdkDoesNotKnowHasToBeNamed() {
        try (KvStore store = KvStores.open(server.uri("tls") + "?timeout=2s")) {
            assertUnavailable(() -> store.get(KEY), "unable to find valid certification path to requested target");
        }
    }

    @Test
    void aServerThatTalksNoTlsIsNotTalkedTo() {
        try (EtcdServer plain = EtcdServer.start(folder.resolve("plain"));
                KvStore store = KvStores.open("etcds://" + plain.address() + "/tls" + options("client"))) {
            assertUnavailable(() -> store.get(KEY), "TLS");
        }
    }

    @Test
    void aWatchSaysOnceWhatIsWrongWithACertificateAndGoesOnWhenItIsRight() throws IOException {
        WatchRecorder recorder = new WatchRecorder();
        try (KvStore store = open("client");
                Overheard log = new Overheard(EtcdCredentialsTest.WIRE)) {
            store.put(KEY, utf8("1"));
            store.watch(PREFIX, recorder);
            recorder.awaitState(State.CONNECTED);
            server.kill();
            recorder.awaitState(State.STALE);
            show("stranger");
            server.start();
            await().atMost(WatchRecorder.PATIENCE).until(() -> log.count("certification path") > 0);
            await().during(Duration.ofSeconds(3)).until(() -> log.count("certification path") == 1);
            assertThat(recorder.states()).containsExactly(State.CONNECTED, State.STALE);

            server.kill();
            show("server");
            server.start();
            recorder.awaitState(State.CONNECTED);
            store.put(KEY, utf8("2"));
            recorder.awaitText(KEY, "2");
        }
        assertThat(recorder.resets()).isZero();
        assertThat(recorder.smallest()).as("no false empty").isEqualTo(1);
    }

    /** From its next start on the server shows the certificate of {@code who}. */
    private void show(String who) throws IOException {
        Files.copy(certificates.certificate(who), shown("crt"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(certificates.key(who), shown("key"), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path shown(String what) {
        return folder.resolve("shown." + what);
    }

    private KvStore open(String who) {
        return KvStores.open(server.uri("tls") + options(who));
    }

    private static String options(String who) {
        return "?timeout=2s&ca=" + certificates.authority() + "&cert=" + certificates.certificate(who) + "&key="
                + certificates.key(who);
    }

    private static void assertUnavailable(Runnable call, String words) {
        assertFails(Reason.UNAVAILABLE, call, words);
    }

    /** The server says what is wrong and closes the connection, and the first may be lost with the second. */
    private static void awaitDenied(KvStore store, String words) {
        for (Runnable call : new Runnable[] {
            () -> store.get(KEY),
            () -> store.list(PREFIX),
            () -> store.put(KEY, utf8("1")),
            () -> store.deleteTree(PREFIX),
            () -> store.lease(Duration.ofSeconds(10))
        }) {
            await().atMost(WatchRecorder.PATIENCE).untilAsserted(() -> assertFails(Reason.DENIED, call, words));
        }
    }

    private static void assertFails(Reason reason, Runnable call, String words) {
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(call::run)
                .withMessageContaining(words)
                .extracting(KvException::reason)
                .isEqualTo(reason);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
