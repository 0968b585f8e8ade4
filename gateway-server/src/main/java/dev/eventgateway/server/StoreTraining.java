package dev.eventgateway.server;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvChange;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.kv.WatchListener;
import dev.eventgateway.server.http.HttpLimits;
import dev.eventgateway.server.http.Listener;
import dev.eventgateway.server.training.ConsulStandIn;
import dev.eventgateway.server.training.EtcdStandIn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of the training that the clients of stores have: once nobody answers, and once somebody does. ZooKeeper is in {@code --dev}. */
final class StoreTraining {

    private static final Logger LOG = LoggerFactory.getLogger(StoreTraining.class);

    private static final List<String> OUT_OF_REACH = List.of(
            "etcd://127.0.0.1:1/x?timeout=1s", "consul://127.0.0.1:1/x?timeout=1s", "zk://127.0.0.1:1/x?timeout=1s");

    private static final Key TRAINED = Key.of("trained");
    private static final int LONGEST_SECONDS = 5;

    private StoreTraining() {}

    /** {@return whether those that are answered have found their store} Trains all of them. */
    static boolean run() throws IOException, InterruptedException {
        OUT_OF_REACH.parallelStream().forEach(StoreTraining::reach);
        boolean consul = followConsul();
        boolean etcd = followEtcd();
        return consul && etcd;
    }

    private static void reach(String uri) {
        try (KvStore store = KvStores.open(uri)) {
            store.get(TRAINED);
        } catch (KvException expected) {
            // Nobody is there.
        }
    }

    private static boolean followConsul() throws IOException, InterruptedException {
        try (Threads threads = new Threads();
                Listener consul = Listener.open(
                        threads.worker(),
                        threads.buffers(),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Optional.empty(),
                        HttpLimits.of(1),
                        new ConsulStandIn())) {
            return follow("consul://127.0.0.1:" + consul.address().getPort() + "/x");
        }
    }

    private static boolean followEtcd() throws IOException, InterruptedException {
        try (EtcdStandIn etcd = EtcdStandIn.start()) {
            return follow("etcd://127.0.0.1:" + etcd.port() + "/x");
        }
    }

    /** As an instance does that starts: reads one entry, then waits for all of them. */
    private static boolean follow(String uri) throws InterruptedException {
        Follower follower = new Follower();
        try (KvStore store = KvStores.open(uri)) {
            store.get(TRAINED);
            try (Watch watch = store.watch(TRAINED, follower)) {
                boolean connected = follower.connected.await(LONGEST_SECONDS, TimeUnit.SECONDS);
                LOG.info("{} is followed: {}, {}", uri, connected, watch.state());
                return connected;
            }
        }
    }

    private static final class Follower implements WatchListener {

        private final CountDownLatch connected = new CountDownLatch(1);

        @Override
        public void onSnapshot(KvSnapshot snapshot) {
            // Then it is connected soon.
        }

        @Override
        public void onChanges(List<KvChange> changes) {
            // There are none.
        }

        @Override
        public void onState(Watch.State state) {
            connected.countDown();
        }
    }
}
