package dev.eventgateway.kv.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
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
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what to the nodes of a store, and what is made of one who may not: never an empty store. */
class ZooKeeperCredentialsTest {

    private static final Key PREFIX = Key.of("config");
    private static final Key KEY = PREFIX.child("key");
    private static final String PASSWORD = "open-sesame-4711";
    private static final String OWNER = "?user=gateway&password=" + PASSWORD;
    private static final Duration TTL = Duration.ofSeconds(1);

    @TempDir
    static Path folder;

    private static ZooKeeperServer server;

    private final String place = "credentials-" + UUID.randomUUID();
    private final List<KvStore> opened = new ArrayList<>();
    private final WatchRecorder recorder = new WatchRecorder();
    private KvStore owner;
    private ZooKeeper administrator;

    @BeforeAll
    static void startServer() {
        server = ZooKeeperServer.start(folder.resolve("server"), "minSessionTimeout=2000");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void fill() throws Exception {
        owner = open(server, OWNER);
        owner.put(KEY, utf8("1"));
        administrator = new ZooKeeper(server.address(), 4_000, event -> {});
        administrator.addAuthInfo("digest", ("gateway:" + PASSWORD).getBytes(UTF_8));
    }

    @AfterEach
    void close() throws Exception {
        opened.forEach(KvStore::close);
        administrator.close();
    }

    @Test
    void everythingIsAllowedToTheUserThatMadeIt() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        KvStore store = open(server, "?user=gateway&passwordFile=" + file);
        store.watch(PREFIX, recorder);
        recorder.awaitText(KEY, "1");

        store.put(KEY, utf8("2"));
        assertThat(store.get(KEY)).map(KvEntry::text).contains("2");
        assertThat(store.list(PREFIX).entries()).hasSize(1);
        assertThat(store.commit(Transaction.when(Guard.exists(KEY), Guard.absent(KEY.child("b")))
                                .then(Operation.delete(KEY)))
                        .committed())
                .isTrue();
        Lease lease = store.lease(Duration.ofSeconds(2));
        store.put(KEY, utf8("3"), lease);
        recorder.awaitText(KEY, "3");
        server.kill();
        recorder.awaitState(State.STALE);
        server.start();
        recorder.awaitState(State.CONNECTED);
        store.put(KEY.child("again"), utf8("4"));
        lease.close();
        recorder.awaitGone(KEY);
        assertThat(store.deleteTree(PREFIX)).isEqualTo(1);
        recorder.awaitEntries(List.of());
        assertThat(recorder.resets()).isZero();
    }

    @Test
    void allThatAStoreMakesIsOpenToItsUserOnly() throws Exception {
        KvStore deep = KvStores.open(server.uri(place + "-above/inner") + OWNER);
        opened.add(deep);
        deep.put(KEY, utf8("1"), deep.lease(TTL));

        for (String path : List.of(
                "/" + place + "-above",
                "/" + place + "-above/inner",
                "/" + place + "-above/inner/tree",
                "/" + place + "-above/inner/tree/config.d",
                "/" + place + "-above/inner/tree/config.d/key.v")) {
            assertThat(acl(path))
                    .as(path)
                    .singleElement()
                    .satisfies(
                            one -> assertThat(one.getId().getId()).startsWith("gateway:"),
                            one -> assertThat(one.getId().getScheme()).isEqualTo("digest"));
        }
    }

    @Test
    void whatStandsAboveTheStoreIsLeftAsItIs() throws Exception {
        String above = "/" + place + "-foreign";
        administrator.create(above, utf8("foreign"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        KvStore store = KvStores.open(server.uri(place + "-foreign/own") + OWNER);
        opened.add(store);
        store.put(KEY, utf8("1"));

        assertThat(acl(above)).isEqualTo(Ids.OPEN_ACL_UNSAFE);
        assertThat(administrator.getData(above, false, null)).isEqualTo(utf8("foreign"));
        assertThat(acl(above + "/own")).isNotEqualTo(Ids.OPEN_ACL_UNSAFE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?user=gateway&password=wrong", "?user=another&password=" + PASSWORD})
    void everythingIsDeniedToEverybodyElse(String who) {
        KvStore store = open(server, who);
        store.watch(PREFIX, recorder);

        assertDenied(() -> store.get(KEY));
        assertDenied(() -> store.get(Key.of("missing")));
        assertDenied(() -> store.list(PREFIX));
        assertDenied(() -> store.list(Key.of("missing")));
        assertDenied(() -> store.put(KEY, utf8("2")));
        assertDenied(() -> store.put(Key.of("missing"), utf8("2")));
        assertDenied(() -> store.delete(KEY));
        assertDenied(() -> store.deleteTree(PREFIX));
        Lease lease = store.lease(TTL);
        assertDenied(() -> store.put(KEY, utf8("2"), lease));
        assertThat(recorder.snapshots()).isZero();
        assertThat(owner.get(KEY)).map(KvEntry::text).contains("1");
    }

    @Test
    void aWatchSaysOnceThatItIsDeniedAndRecoversWhenItIsNot() throws Exception {
        try (Overheard overheard = new Overheard()) {
            KvStore store = open(server, "?user=another&password=other");
            store.watch(PREFIX, recorder);
            await("three tries that were answered with NoAuth")
                    .atMost(WatchRecorder.PATIENCE)
                    .until(() -> overheard.text().split(",-102", -1).length > 3);
            assertThat(overheard.ownMessages(Level.WARN))
                    .singleElement()
                    .asString()
                    .contains("watch on config has to wait");
            assertThat(recorder.snapshots()).isZero();

            openToAll("/" + place);

            recorder.awaitText(KEY, "1");
        }
    }

    @Test
    void aServerThatWantsCredentialsDeniesThoseWithout() {
        try (ZooKeeperServer strict = ZooKeeperServer.start(
                folder.resolve("strict"), "enforce.auth.enabled=true", "enforce.auth.schemes=digest")) {
            KvStore store = open(strict, "");
            store.watch(PREFIX, recorder);

            assertDenied(() -> store.get(KEY));
            assertDenied(() -> store.put(KEY, utf8("1")));
            assertThat(recorder.snapshots()).isZero();
            assertThat(open(strict, OWNER).put(KEY, utf8("1"))).isPositive();
        }
    }

    @Test
    void whoIsDeniedByAServerThatKnowsNoUsersIsServedByTheNext() {
        ZooKeeperServer next = ZooKeeperServer.start(folder.resolve("next"));
        next.kill();
        try (ZooKeeperServer strange =
                ZooKeeperServer.start(folder.resolve("strange"), "DigestAuthenticationProvider.enabled=false")) {
            KvStore store = KvStores.open(strange.uri(strange.address() + "," + next.address(), place) + OWNER);
            opened.add(store);
            store.watch(PREFIX, recorder);
            assertDenied(() -> store.get(KEY));
            assertDenied(() -> store.lease(TTL));
            strange.kill();
            next.start();

            recorder.awaitState(State.CONNECTED);
            assertThat(store.put(KEY, utf8("1"))).isPositive();
        } finally {
            next.close();
        }
    }

    @Test
    void thePasswordIsInNoLogAndInNoException() {
        try (Overheard overheard = new Overheard()) {
            KvStore store = open(server, "?user=another&password=" + PASSWORD);
            store.watch(PREFIX, recorder);
            overheard.note(failure(() -> store.get(KEY)));
            overheard.note(failure(() -> store.put(KEY, utf8("1"))));
            overheard.note(failure(() -> open(server, "?password=" + PASSWORD)));
            overheard.note(failure(() -> open(server, "?user=a:b&password=" + PASSWORD)));
            overheard.note(failure(() -> open(server, "?users=a&password=" + PASSWORD)));
            KvStore own = open(server, OWNER);
            own.put(KEY, utf8("2"), own.lease(TTL));
            own.close();
            overheard.note(failure(() -> own.get(KEY)));

            assertThat(overheard.text())
                    .contains("Session establishment complete")
                    .doesNotContain(PASSWORD);
        }
    }

    private KvStore open(ZooKeeperServer where, String who) {
        KvStore store = KvStores.open(where.uri(place) + who);
        opened.add(store);
        return store;
    }

    private List<ACL> acl(String path) throws Exception {
        return administrator.getACL(path, null);
    }

    private void openToAll(String path) throws Exception {
        administrator.setACL(path, Ids.OPEN_ACL_UNSAFE, -1);
        for (String child : administrator.getChildren(path, false)) {
            openToAll(path + "/" + child);
        }
    }

    private static void assertDenied(Runnable call) {
        assertThat(failure(call).reason()).isEqualTo(Reason.DENIED);
    }

    private static KvException failure(Runnable call) {
        return catchThrowableOfType(KvException.class, call::run);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
