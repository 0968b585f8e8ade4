package dev.eventgateway.bench.stores;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/** ZooKeeper's own handle. Its watch tells that there is another value, which then has to be read. */
final class RawZooKeeper implements Client {

    private static final int SESSION_MILLIS = 10_000;

    private final ZooKeeper handle;
    private final String path;

    RawZooKeeper(String address, String name) throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        handle = new ZooKeeper(address, SESSION_MILLIS, event -> {
            if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        if (!connected.await(SESSION_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("no connection to ZooKeeper");
        }
        path = "/" + name;
        handle.create(path, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    @Override
    public void put(String value) throws KeeperException, InterruptedException {
        handle.setData(path, value.getBytes(US_ASCII), -1);
    }

    @Override
    public List<Read> reads() {
        return List.of(new Read("as by default, may be stale", this::get), new Read("after a sync", this::getSynced));
    }

    @Override
    public void watch(Arrivals arrivals) throws KeeperException, InterruptedException {
        handle.addWatch(path, event -> read(event, arrivals), AddWatchMode.PERSISTENT);
    }

    @Override
    public void close() {
        try {
            handle.close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private String get() throws KeeperException, InterruptedException {
        return new String(handle.getData(path, false, null), US_ASCII);
    }

    /** What is asked first is answered first. */
    private String getSynced() throws KeeperException, InterruptedException {
        handle.sync(path, (code, at, context) -> {}, null);
        return get();
    }

    private void read(WatchedEvent event, Arrivals arrivals) {
        if (event.getType() == Watcher.Event.EventType.NodeDataChanged) {
            handle.getData(
                    path, false, (code, at, context, data, stat) -> arrivals.arrived(new String(data, US_ASCII)), null);
        }
    }
}
