package dev.eventgateway.kv.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Lease;
import dev.eventgateway.kv.Lock;
import dev.eventgateway.kv.contract.TcpProxy;
import dev.eventgateway.kv.contract.WatchRecorder;
import dev.eventgateway.kv.server.ZooKeeperServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lease whose server is cut off from the one that leads, which alone decides when a session is over. */
class ZooKeeperEnsembleLeaseTest {

    private static final Key KEY = Key.of("lock/key");
    private static final Duration TTL = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    private final List<Map<Integer, TcpProxy>> lines = new ArrayList<>();
    private List<ZooKeeperServer> members;
    private ZooKeeperServer leader;
    private ZooKeeperServer follower;
    private KvStore there;
    private KvStore elsewhere;

    @BeforeEach
    void startThree() {
        List<IntUnaryOperator> ways =
                IntStream.range(0, 3).mapToObj(member -> ways()).toList();
        members = ZooKeeperServer.startThree(folder, ways);
        leader = members.stream().filter(ZooKeeperServer::leads).findFirst().orElseThrow();
        follower =
                members.stream().filter(member -> member != leader).findFirst().orElseThrow();
        there = KvStores.open(follower.uri("ensemble"));
        elsewhere = KvStores.open(leader.uri("ensemble"));
    }

    @AfterEach
    void closeAll() {
        there.close();
        elsewhere.close();
        members.forEach(ZooKeeperServer::close);
        lines.forEach(line -> line.values().forEach(TcpProxy::close));
    }

    @Test
    void isLostToItsHolderBeforeAnotherHasTheLock() {
        for (int round = 0; round < 3; round++) {
            Lease lease = there.lease(TTL);
            Lock lock = there.lock(KEY, lease, Duration.ZERO).orElseThrow();
            CompletableFuture<Boolean> heldWhenTaken =
                    CompletableFuture.supplyAsync(() -> takenWhile(lock), task -> new Thread(task, "beside").start());

            lineToTheLeader().swallow();

            assertThat(heldWhenTaken.join()).as("two had the lock").isFalse();
            assertThat(lease.held()).isFalse();
            lineToTheLeader().heal();
            await().ignoreExceptions()
                    .atMost(WatchRecorder.PATIENCE)
                    .until(() -> there.put(Key.of("again"), "1".getBytes(UTF_8)) > 0);
        }
    }

    /** {@return whether {@code lock} was held by the other still when it was taken here} */
    private boolean takenWhile(Lock lock) {
        try (Lease own = elsewhere.lease(TTL)) {
            Lock next = elsewhere.lock(KEY, own, WatchRecorder.PATIENCE).orElseThrow();
            boolean both = lock.held();
            next.close();
            return both;
        }
    }

    private IntUnaryOperator ways() {
        Map<Integer, TcpProxy> own = new HashMap<>();
        lines.add(own);
        return port -> own.computeIfAbsent(port, TcpProxy::new).port();
    }

    private TcpProxy lineToTheLeader() {
        List<TcpProxy> standing = lines.get(members.indexOf(follower)).values().stream()
                .filter(line -> line.connections() > 0)
                .toList();
        return standing.get(0);
    }
}
