package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.kv.WatchListener;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.OpResult;

/** The store contract on ZooKeeper: a room for each kind of call, and the connection that they share. */
final class ZooKeeperKvStore implements KvStore {

    private static final long LONGEST_CLOSE_MILLIS = 1_900;

    private final Options options;
    private final Paths paths;
    private final Connection connection;
    private final TreeWatches watches;

    /** Starts to connect, and does not wait for it. */
    ZooKeeperKvStore(Options options) {
        this.options = options;
        this.paths = new Paths(options.uri().prefix());
        this.connection = new Connection(options, paths);
        this.watches = new TreeWatches(connection, paths, options);
    }

    @Override
    public Optional<KvEntry> get(Key key) {
        Deadline deadline = Deadline.in(options.deadline());
        return connection.attempt(deadline, link -> get(link, key, deadline));
    }

    @Override
    public KvSnapshot list(Key prefix) {
        Deadline deadline = Deadline.in(options.deadline());
        return connection.attempt(deadline, link -> {
            try (TreeReader reader = new TreeReader(link, paths, prefix, () -> deadline)) {
                return reader.list().snapshot();
            }
        });
    }

    @Override
    public Transaction.Outcome commit(Transaction transaction) {
        return new Commit(connection, paths, transaction).run(Deadline.in(options.deadline()));
    }

    @Override
    public long deleteTree(Key prefix) {
        return new TreeRemoval(connection, paths, prefix).run(Deadline.in(options.deadline()));
    }

    @Override
    public Watch watch(Key prefix, WatchListener listener) {
        return watches.open(prefix, listener);
    }

    @Override
    public void close() {
        // Side by side, since either may take a second: a listener that is stuck, a server that does not answer.
        Thread goodbye = new Thread(connection::close, "kv-zookeeper close");
        goodbye.setDaemon(true);
        goodbye.start();
        watches.close();
        try {
            goodbye.join(LONGEST_CLOSE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<KvEntry> get(Link link, Key key, Deadline deadline) {
        String doing = "get " + key;
        List<String> path = List.of(paths.value(key));
        CompletableFuture<Void> synced = link.sync();
        List<OpResult> results = Answers.read(link.read(path, all -> all), deadline, doing);
        Answers.read(synced, deadline, doing);
        return new Nodes(path, results, doing).entry(path.get(0), key);
    }
}
