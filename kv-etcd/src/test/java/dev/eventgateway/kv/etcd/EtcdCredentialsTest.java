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
import dev.eventgateway.kv.contract.TcpProxy;
import dev.eventgateway.kv.contract.WatchRecorder;
import dev.eventgateway.kv.server.EtcdServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that asks who everybody is, and forgets a token that nobody used for a second. */
class EtcdCredentialsTest {

    private static final String USER = "gateway";
    private static final String PASSWORD = "open-sesame";
    private static final String PLACE = "credentials";
    private static final Key PREFIX = Key.of("config");
    private static final Key KEY = PREFIX.child("key");
    private static final Key LASTING = PREFIX.child("lasting");
    /** Logs every byte that is sent and received. */
    static final String WIRE = "io.grpc.netty.NettyClientHandler";
    /** Much less than the deadline, which is how long a call without an answer takes. */
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private EtcdServer server;
    private EtcdUsers users;
    private TcpProxy proxy;
    private KvStore store;

    @BeforeEach
    void startServer() {
        server = EtcdServer.start(folder.resolve("server"), "--auth-token-ttl=1", "--bcrypt-cost=4");
        users = new EtcdUsers(server);
        users.add(USER, PASSWORD, PLACE);
        try (KvStore before = KvStores.open(server.uri(PLACE) + "?timeout=1m")) {
            before.put(LASTING, utf8("0"));
        }
        proxy = new TcpProxy(server.port());
        store = open(PASSWORD);
    }

    @AfterEach
    void stopServer() {
        store.close();
        proxy.close();
        server.close();
    }

    @Test
    void aUserWhoMayDoes() {
        users.enable();
        WatchRecorder recorder = watch(store);

        try (Lease lease = store.lease(Duration.ofSeconds(2))) {
            store.put(KEY, utf8("1"), lease);
            recorder.awaitText(KEY, "1");
            assertThat(store.list(PREFIX).entries()).hasSize(2);
        }
        recorder.awaitGone(KEY);
        assertThat(store.deleteTree(PREFIX)).isEqualTo(1);
    }

    @Test
    void thePasswordMayStandInAFile() throws Exception {
        users.enable();
        Path file = Files.writeString(folder.resolve("password"), PASSWORD + "\n");

        try (KvStore other =
                KvStores.open("etcd://" + server.address() + "/" + PLACE + "?user=" + USER + "&passwordFile=" + file)) {
            assertThat(other.exists(KEY)).isFalse();
        }
    }

    @Test
    void aWrongPasswordIsDeniedAtOnce() {
        users.enable();

        try (KvStore other = open("open-barley")) {
            for (Runnable call : calls(other)) {
                assertDenied(call, "user \"" + USER + "\": etcdserver: authentication failed");
            }
        }
    }

    @Test
    void whoDoesNotSayWhoHeIsIsDenied() {
        users.enable();

        try (KvStore other = KvStores.open(server.uri(PLACE))) {
            for (Runnable call : calls(other)) {
                assertDenied(call, "etcdserver: user name is empty");
            }
        }
    }

    @Test
    void whatAUserMayNotIsDenied() {
        users.enable();

        try (KvStore other = open("elsewhere", PASSWORD)) {
            assertDenied(() -> other.get(KEY), "etcdserver: permission denied");
            assertDenied(() -> other.list(KEY), "etcdserver: permission denied");
            assertDenied(() -> other.put(KEY, utf8("1")), "etcdserver: permission denied");
            assertDenied(() -> other.deleteTree(KEY), "etcdserver: permission denied");
        }
    }

    @Test
    void callsWatchesAndLeasesOutliveTheirToken() {
        users.enable();
        WatchRecorder recorder = watch(store);
        Lease lease = store.lease(Duration.ofSeconds(2));
        store.put(KEY, utf8("leased"), lease);
        Duration severalTokens = Duration.ofSeconds(5);

        await().during(severalTokens)
                .atMost(severalTokens.plus(WatchRecorder.PATIENCE))
                .until(() -> lease.held() && recorder.text(KEY).isPresent());

        try (KvStore other = open(PASSWORD)) {
            other.put(KEY.child("later"), utf8("2"));
            recorder.awaitText(KEY.child("later"), "2");
        }
        store.put(KEY, utf8("again"), lease);
        recorder.awaitText(KEY, "again");
        assertThat(recorder.states()).containsExactly(State.CONNECTED);
    }

    @Test
    void aCallThatComesAfterItsTokenIsAnsweredWithoutAFailure() {
        users.enable();
        store.put(KEY, utf8("1"));

        for (int round = 0; round < 3; round++) {
            awaitTokensEnd();
            assertThat(store.compareAndPut(KEY, utf8("x"), 0)).isEmpty();
        }
    }

    @Test
    void aServerThatRestartsForgetsTokensAndNothingElse() {
        users.enable();
        WatchRecorder recorder = watch(store);
        Lease lease = store.lease(Duration.ofSeconds(20));
        store.put(KEY, utf8("1"), lease);
        recorder.awaitText(KEY, "1");
        server.kill();
        recorder.awaitState(State.STALE);
        server.start();

        recorder.awaitState(State.CONNECTED);
        store.put(KEY.child("later"), utf8("2"), lease);
        recorder.awaitText(KEY.child("later"), "2");
        assertThat(lease.held()).isTrue();
        assertThat(recorder.resets()).isZero();
    }

    @Test
    void usersThatAreAskedForLaterOnAreKnownByThen() {
        WatchRecorder recorder = watch(store);
        Lease lease = store.lease(Duration.ofSeconds(2));
        store.put(KEY, utf8("1"), lease);
        users.enable();

        store.put(KEY, utf8("2"), lease);
        recorder.awaitText(KEY, "2");
        assertThat(lease.held()).isTrue();
        assertThat(recorder.states()).containsExactly(State.CONNECTED);
    }

    @Test
    void aPasswordThatIsChangedIsDeniedAndSaidOnceAndGoodAgainWhenItIsPutBack() {
        users.enable();
        WatchRecorder recorder = watch(store);
        users.changePassword(USER, "open-barley");
        assertDenied(() -> store.put(KEY, utf8("1")), "authentication failed");
        assertDenied(() -> store.get(KEY), "authentication failed");
        try (Overheard log = new Overheard(WIRE)) {
            cutAndHeal(recorder);
            await().until(() -> log.count("authentication failed") > 0);
            await().during(Duration.ofSeconds(2)).until(() -> log.count("authentication failed") == 1);
            assertThat(recorder.states()).containsExactly(State.CONNECTED, State.STALE);

            users.changePassword(USER, PASSWORD);
            recorder.awaitState(State.CONNECTED);
            assertThat(log.count("authentication failed")).isEqualTo(1);
        }
        store.put(KEY, utf8("2"));
        recorder.awaitText(KEY, "2");
        assertThat(recorder.resets()).isZero();
    }

    @Test
    void aWatchThatMayNotReadSaysSoOnceAndGoesOnWhenItMay() {
        users.enable();
        WatchRecorder recorder = watch(store);
        store.put(KEY, utf8("1"));
        recorder.awaitText(KEY, "1");
        try (Overheard log = new Overheard(WIRE)) {
            users.forbid(USER, PLACE);
            cutAndHeal(recorder);
            await().until(() -> log.count("permission denied") > 0);
            await().during(Duration.ofSeconds(2)).until(() -> log.count("permission denied") == 1);

            users.allow(USER, PLACE);
            recorder.awaitState(State.CONNECTED);
        }
        assertThat(recorder.smallest()).as("no false empty").isEqualTo(1);
        assertThat(recorder.text(KEY)).contains("1");
        assertThat(recorder.resets()).isZero();
    }

    @Test
    void aServerThatDoesNotAnswerHoldsNobodyUpWithItsTokens() {
        users.enable();
        server.pause();

        try (KvStore other = KvStores.open(
                "etcd://" + server.address() + "/" + PLACE + "?timeout=1s&user=" + USER + "&password=" + PASSWORD)) {
            for (Runnable call : calls(other)) {
                assertThatExceptionOfType(KvException.class)
                        .isThrownBy(call::run)
                        .extracting(KvException::reason)
                        .isEqualTo(Reason.UNAVAILABLE);
            }
            server.resume();
            await().atMost(WatchRecorder.PATIENCE).ignoreExceptions().until(() -> !other.exists(KEY));
        }
    }

    private KvStore open(String password) {
        return open(PLACE, password);
    }

    private KvStore open(String place, String password) {
        return KvStores.open(
                "etcd://" + proxy.address() + "/" + place + "?timeout=1m&user=" + USER + "&password=" + password);
    }

    private static WatchRecorder watch(KvStore store) {
        WatchRecorder recorder = new WatchRecorder();
        store.watch(PREFIX, recorder);
        recorder.awaitState(State.CONNECTED);
        return recorder;
    }

    /** Ends the stream that was opened with the old token. */
    private void cutAndHeal(WatchRecorder recorder) {
        proxy.cut();
        recorder.awaitState(State.STALE);
        proxy.heal();
    }

    /** Waits until etcd has forgotten the token of {@link #store}, which nobody uses. */
    private static void awaitTokensEnd() {
        long end = System.nanoTime() + Duration.ofMillis(2_500).toNanos();
        await().until(() -> System.nanoTime() > end);
    }

    private static List<Runnable> calls(KvStore store) {
        return List.of(
                () -> store.get(KEY),
                () -> store.list(KEY),
                () -> store.put(KEY, utf8("1")),
                () -> store.deleteTree(KEY),
                () -> store.lease(Duration.ofSeconds(1)));
    }

    private static void assertDenied(Runnable call, String words) {
        long begin = System.nanoTime();
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(call::run)
                .withMessageContaining(words)
                .extracting(KvException::reason)
                .isEqualTo(Reason.DENIED);
        assertThat(System.nanoTime() - begin).isLessThan(SOON.toNanos());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
