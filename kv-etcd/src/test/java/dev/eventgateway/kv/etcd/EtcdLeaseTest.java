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
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.contract.WatchRecorder;
import dev.eventgateway.kv.server.EtcdServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What etcd makes of a lease. */
class EtcdLeaseTest {

    private static final Key KEY = Key.of("key");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"1, 2000", "2000, 2000", "2001, 3000", "2500, 3000", "3600000, 3600000"})
    void etcdCountsInSecondsAndGrantsNoLessThanTwo(long asked, long granted) {
        try (EtcdServer server = EtcdServer.start(folder);
                KvStore store = KvStores.open(server.uri("place"));
                Lease lease = store.lease(Duration.ofMillis(asked))) {
            assertThat(lease.ttl()).isEqualTo(Duration.ofMillis(granted));
        }
    }

    @Test
    void aLeaseThatSomebodyElseRevokedIsNoGoodForAPutBeforeItsHolderKnows() {
        try (EtcdServer server = EtcdServer.start(folder);
                KvStore store = KvStores.open(server.uri("place"))) {
            Lease lease = store.lease(Duration.ofHours(1));
            store.put(KEY, utf8("1"), lease);
            revokeAll(server);

            assertThat(lease.held()).as("its holder learns when it renews").isTrue();
            assertLeaseLost(() -> store.put(KEY, utf8("2"), lease));
            assertLeaseLost(() -> store.commit(Transaction.of(
                    Operation.put(KEY.child("plain"), utf8("3")),
                    Operation.put(KEY.child("leased"), utf8("3"), lease))));
            assertThat(store.list(KEY).entries()).isEmpty();
        }
    }

    @Test
    void aLeaseThatSomebodyElseRevokedIsLostWithTheNextRenewal() {
        try (EtcdServer server = EtcdServer.start(folder);
                KvStore store = KvStores.open(server.uri("place"))) {
            AtomicInteger lost = new AtomicInteger();
            Lease lease = store.lease(Duration.ofSeconds(30));
            lease.onLost(lost::incrementAndGet);
            revokeAll(server);

            await().atMost(Duration.ofSeconds(25)).until(() -> lost.get() == 1);
            assertThat(lease.held()).isFalse();
        }
    }

    @Test
    void nothingIsLeftInEtcdOfLeasesThatAreClosed() {
        try (EtcdServer server = EtcdServer.start(folder)) {
            try (KvStore store = KvStores.open(server.uri("place"))) {
                store.lease(Duration.ofMinutes(1)).close();
                store.put(KEY, utf8("1"), store.lease(Duration.ofMinutes(1)));
                assertThat(leases(server)).hasSize(1);
            }
            assertThat(leases(server)).isEmpty();
        }
    }

    @Test
    void aLeaseOutlastsTheLeaderOfACluster() {
        List<EtcdServer> members = EtcdServer.startThree(folder);
        String all = members.get(0).address() + "," + members.get(1).address() + ","
                + members.get(2).address();
        try (KvStore store = KvStores.open(members.get(0).uri(all, "place"))) {
            Lease lease = store.lease(Duration.ofSeconds(10));
            store.put(KEY, utf8("1"), lease);
            members.stream().filter(EtcdServer::leads).findFirst().orElseThrow().kill();
            Duration longer = lease.ttl().plus(Duration.ofSeconds(3));

            await().during(longer)
                    .atMost(longer.plus(WatchRecorder.PATIENCE))
                    .ignoreExceptions()
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> lease.held() && store.exists(KEY));
            lease.close();
            assertThat(store.exists(KEY)).isFalse();
        } finally {
            members.forEach(EtcdServer::close);
        }
    }

    private static void revokeAll(EtcdServer server) {
        leases(server).forEach(id -> server.ask("/v3/lease/revoke", "{\"ID\":\"" + id + "\"}"));
    }

    private static List<String> leases(EtcdServer server) {
        return Pattern.compile("\"ID\":\"([0-9]+)\"")
                .matcher(server.ask("/v3/lease/leases", "{}"))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    private static void assertLeaseLost(Runnable call) {
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(call::run)
                .withMessageContaining("requested lease not found")
                .extracting(KvException::reason)
                .isEqualTo(Reason.LEASE_LOST);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
