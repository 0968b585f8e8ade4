package dev.eventgateway.kv.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
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
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes right or wrong: no line of a log and no failure tells a password or a private key. */
class EtcdSecretTest {

    private static final String RIGHT = "open-sesame-7141";
    private static final String WRONG = "open-barley-7142";
    private static final String LATER = "open-wheat-7143";
    private static final Key KEY = Key.of("config/key");

    @TempDir
    Path folder;

    private final Overheard overheard = new Overheard(EtcdCredentialsTest.WIRE);

    @AfterEach
    void close() {
        overheard.close();
    }

    @Test
    void noSecretIsToldWhateverHappens() throws IOException {
        TestCertificates certificates = new TestCertificates(folder);
        String key = Files.readString(certificates.key("client"));
        try (EtcdServer server = EtcdServer.startSecure(
                folder.resolve("server"),
                "--client-cert-auth",
                "--trusted-ca-file=" + certificates.authority(),
                "--cert-file=" + certificates.certificate("server"),
                "--key-file=" + certificates.key("server"))) {
            server.openWith("?timeout=1s&ca=" + certificates.authority() + "&cert=" + certificates.certificate("client")
                    + "&key=" + certificates.key("client") + "&user=gateway&password=");
            EtcdUsers users = new EtcdUsers(server);
            users.add("gateway", RIGHT, "place");
            users.enable();
            isUsedAndFails(server, users);
            isOpenedWrongly(server, certificates);

            assertThat(overheard.text())
                    .contains("HANDSHAKEN", "authentication failed", "belong together")
                    .doesNotContain(Stream.of(RIGHT, WRONG, LATER, bodyOf(key))
                            .flatMap(EtcdSecretTest::forms)
                            .toArray(String[]::new));
        }
    }

    private void isUsedAndFails(EtcdServer server, EtcdUsers users) {
        WatchRecorder recorder = new WatchRecorder();
        try (KvStore store = KvStores.open(server.uri("place") + RIGHT)) {
            await().atMost(WatchRecorder.PATIENCE)
                    .ignoreExceptions()
                    .until(() -> store.put(KEY, "1".getBytes(UTF_8)) > 0);
            store.watch(KEY, recorder);
            recorder.awaitState(State.CONNECTED);
            Lease lease = store.lease(Duration.ofSeconds(2));
            server.pause();
            recorder.awaitState(State.STALE);
            fails(() -> store.get(KEY));
            fails(() -> store.put(KEY, "2".getBytes(UTF_8), lease));
            server.resume();
            recorder.awaitState(State.CONNECTED);
            users.changePassword("gateway", LATER);
            awaitDenied(store);
            server.kill();
            recorder.awaitState(State.STALE);
            fails(() -> store.get(KEY));
            server.start();
            awaitDenied(store);
            await("the watch says so")
                    .atMost(WatchRecorder.PATIENCE)
                    .until(() -> overheard.count("authentication failed") > 0);
        }
    }

    private void isOpenedWrongly(EtcdServer server, TestCertificates certificates) {
        try (KvStore store = KvStores.open(server.uri("place") + WRONG)) {
            awaitDenied(store);
            fails(() -> store.lease(Duration.ofSeconds(1)));
        }
        String plain = "etcd://" + server.address() + "/place?password=" + RIGHT;
        fails(() -> KvStores.open(plain));
        fails(() -> KvStores.open(plain + "&user=gateway&passwordEnv=PATH"));
        fails(() -> KvStores.open(plain + "&user=gateway&unknown=" + WRONG));
        fails(() -> KvStores.open(plain + " " + "&user=gateway"));
        fails(() -> KvStores.open(plain + "&user=gateway&password=" + WRONG));
        fails(() -> KvStores.open("etcds://" + server.address() + "/place?cert=" + certificates.key("client") + "&key="
                + certificates.key("client")));
        fails(() -> KvStores.open("etcds://" + server.address() + "/place?key=" + certificates.key("client")));
    }

    private void awaitDenied(KvStore store) {
        await().atMost(WatchRecorder.PATIENCE).until(() -> fails(() -> store.get(KEY)) == KvException.Reason.DENIED);
    }

    private KvException.Reason fails(Runnable call) {
        KvException failure = catchThrowableOfType(KvException.class, call::run);
        overheard.note(failure);
        return failure.reason();
    }

    /** {@return the first line of what stands between the begin and the end of a key in PEM} */
    private static String bodyOf(String pem) {
        return pem.lines().skip(1).findFirst().orElseThrow();
    }

    private static Stream<String> forms(String secret) {
        byte[] bytes = secret.getBytes(UTF_8);
        return Stream.of(
                secret,
                HexFormat.of().formatHex(bytes),
                Base64.getEncoder().withoutPadding().encodeToString(bytes));
    }
}
