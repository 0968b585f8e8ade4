package dev.eventgateway.kv.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Lease;
import dev.eventgateway.kv.Watch.State;
import dev.eventgateway.kv.contract.TcpProxy;
import dev.eventgateway.kv.contract.WatchRecorder;
import dev.eventgateway.kv.server.ZooKeeperServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases on ZooKeeper: sessions, whose nodes the server removes. */
class ZooKeeperLeaseTest {

    private static final Key KEY = Key.of("l/key");
    private static final String NODE = "/leases/tree/l.d/key.v";
    private static final Duration TTL = Duration.ofSeconds(1);
    /** What a close may take, and what two busy cores may add to it. */
    private static final Duration ALLOWED = Duration.ofSeconds(4);

    @TempDir
    Path folder;

    private ZooKeeperServer server;
    private TcpProxy proxy;
    private KvStore store;

    @BeforeEach
    void open() {
        server = ZooKeeperServer.start(folder.resolve("server"), "minSessionTimeout=2000", "maxSessionTimeout=6000");
        proxy = new TcpProxy(server.port());
        store = KvStores.open(server.uri(proxy.address(), "leases") + "?timeout=30s");
    }

    @AfterEach
    void close() {
        store.close();
        proxy.close();
        server.close();
    }

    @Test
    void aLeaseIsASessionThatEndsWithIt() {
        store.put(KEY, utf8("1"));
        Set<String> before = server.sessions();
        Lease lease = store.lease(TTL);
        Set<String> more = new HashSet<>(server.sessions());
        more.removeAll(before);

        assertThat(more).hasSize(1);
        assertThat(lease.ttl()).isEqualTo(TTL);
        lease.close();
        assertThat(server.sessions()).isEqualTo(before);
    }

    @Test
    void aLeaseThatTheServersDoNotGrantIsRefusedWithTheMostThatTheyDo() {
        store.put(KEY, utf8("1"));
        Set<String> before = server.sessions();

        KvException refused = failure(() -> store.lease(Duration.ofMillis(3_001)));

        assertThat(refused.reason()).isEqualTo(Reason.INVALID);
        assertThat(refused).hasMessageContaining("3001 ms").hasMessageContaining("at most 3000 ms");
        assertThat(store.lease(Duration.ofSeconds(3)).ttl()).isEqualTo(Duration.ofSeconds(3));
        await("its session is over").until(() -> server.sessions().size() == before.size() + 1);
    }

    @Test
    void anEntryBelongsToTheLeaseThatPutItLast() throws Exception {
        Lease lease = store.lease(TTL);
        Lease another = store.lease(TTL);
        ZooKeeper foreign = new ZooKeeper(server.address(), 4_000, event -> {});
        store.put(KEY, utf8("1"));
        assertThat(owner(foreign)).isZero();
        store.put(KEY, utf8("2"), lease);
        long first = owner(foreign);
        assertThat(first).isNotZero();
        store.put(KEY, utf8("3"), another);
        assertThat(owner(foreign)).isNotZero().isNotEqualTo(first);
        store.put(KEY, utf8("4"));
        assertThat(owner(foreign)).isZero();
        foreign.close();
    }

    @Test
    void whatTheServerRemovesMakesAListNewer() {
        Lease lease = store.lease(TTL);
        long written = store.put(KEY, utf8("1"), lease);
        lease.close();

        long tree = store.list(Key.of("l")).revision();
        long key = store.list(KEY).revision();

        assertThat(tree).isGreaterThan(written);
        assertThat(key).isEqualTo(tree);
        assertThat(store.put(KEY, utf8("2"))).isGreaterThan(tree);
    }

    /** Neither the root nor an entry tells of it: only the directory that the entry was in. */
    @Test
    void whoWatchesOneKeyIsNotResetByItsRemovalAndAReconnection() {
        WatchRecorder recorder = new WatchRecorder();
        try (KvStore direct = KvStores.open(server.uri("leases"))) {
            Lease lease = direct.lease(TTL);
            direct.put(KEY, utf8("1"), lease);
            store.watch(KEY, recorder);
            recorder.awaitText(KEY, "1");
            lease.close();
            recorder.awaitGone(KEY);
            for (int round = 0; round < 2; round++) {
                proxy.cut();
                recorder.awaitState(State.STALE);
                proxy.heal();
                recorder.awaitState(State.CONNECTED);
            }
            direct.put(KEY, utf8("2"));
            recorder.awaitText(KEY, "2");
            assertThat(recorder.resets()).isZero();
        }
    }

    @Test
    void aStoreThatIsClosedEndsARequestForALease() {
        store.get(KEY);
        proxy.swallow();
        int connections = proxy.accepted();
        CompletableFuture<KvException> told = beside(() -> failure(() -> store.lease(TTL)));
        await().until(() -> proxy.accepted() > connections);

        assertThat(beside(() -> {
                    store.close();
                    return true;
                }))
                .succeedsWithin(ALLOWED);
        assertThat(told).succeedsWithin(ALLOWED).extracting(KvException::reason).isEqualTo(Reason.CLOSED);
    }

    @Test
    void aPutWithALeaseThatIsOutOfReachEndsWithTheLease() {
        Lease lease = store.lease(Duration.ofSeconds(3));
        store.put(KEY, utf8("1"), lease);
        proxy.cut();
        Supplier<KvException> put = () -> failure(() -> store.put(KEY, utf8("2"), lease));
        KvException first = beside(put).join();
        // What was under way when the line was cut; then nothing can be sent.
        KvException told = first.reason() == Reason.INDETERMINATE ? beside(put).join() : first;

        assertThat(told.reason()).isEqualTo(Reason.LEASE_LOST);
        assertThat(lease.held()).isFalse();
        proxy.heal();
        await().until(() -> !store.exists(KEY));
    }

    private static long owner(ZooKeeper foreign) throws Exception {
        return foreign.exists(NODE, false).getEphemeralOwner();
    }

    private static <T> CompletableFuture<T> beside(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> new Thread(task, "beside").start());
    }

    private static KvException failure(Runnable call) {
        return catchThrowableOfType(KvException.class, call::run);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
