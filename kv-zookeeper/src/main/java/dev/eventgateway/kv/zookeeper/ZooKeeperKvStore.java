package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Lease;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.kv.WatchListener;
import dev.eventgateway.kv.spi.Deadline;
import dev.eventgateway.kv.spi.Leases;
import dev.eventgateway.kv.spi.Watches;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.OpResult;

/** The store contract on ZooKeeper: a room for each kind of call, and the connection that they share. */
final class ZooKeeperKvStore implements KvStore {

    private static final Duration LONGEST_CLOSE = Duration.ofMillis(1_900);

    private final Options options;
    private final Paths paths;
    private final Sessions sessions;
    private final Connection connection;
    private final Watches watches;
    private final Leases<ZooKeeperGrant> leases;

    /** Starts to connect, and does not wait for it. */
    ZooKeeperKvStore(Options options) {
        String name = options.uri().toString();
        this.options = options;
        this.paths = new Paths(options.uri().prefix());
        this.sessions = new Sessions(options, paths);
        this.connection = new Connection(options, sessions);
        this.watches = new Watches(name, feed -> new TreeWatch(connection.links(), paths, options, feed));
        this.leases = new Leases<>(name, ZooKeeperGrant.class);
    }

    @Override
    public Optional<KvEntry> get(Key key) {
        Deadline deadline = deadline();
        return connection.links().attempt(deadline, link -> get(link, key, deadline));
    }

    @Override
    public KvSnapshot list(Key prefix) {
        Deadline deadline = deadline();
        return connection.links().attempt(deadline, link -> {
            try (TreeReader reader = new TreeReader(link, paths, prefix, () -> deadline)) {
                return reader.list().snapshot();
            }
        });
    }

    @Override
    public Transaction.Outcome commit(Transaction transaction) {
        Links links = leases.grantOf(transaction).map(ZooKeeperGrant::links).orElse(connection.links());
        return new Commit(links, paths, transaction).run(deadline());
    }

    @Override
    public long deleteTree(Key prefix) {
        return new TreeRemoval(connection.links(), paths, prefix).run(deadline());
    }

    @Override
    public Watch watch(Key prefix, WatchListener listener) {
        return watches.open(prefix, listener);
    }

    @Override
    public Lease lease(Duration ttl) {
        Deadline deadline = deadline();
        return leases.open(ttl, () -> ZooKeeperGrant.request(sessions, ttl, deadline));
    }

    @Override
    public void close() {
        // Side by side, since each may take a second: a listener that is stuck, a server that does not answer.
        Deadline longest = Deadline.in(LONGEST_CLOSE);
        Thread goodbye = new Thread(connection::close, "kv-zookeeper close");
        goodbye.setDaemon(true);
        goodbye.start();
        sessions.close();
        leases.end();
        watches.close();
        leases.close();
        try {
            TimeUnit.NANOSECONDS.timedJoin(goodbye, Math.max(1, longest.nanosLeft()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<KvEntry> get(Link link, Key key, Deadline deadline) {
        String doing = "get " + key;
        // Whoever may not read the root would take a key for absent that he may not read either.
        List<String> reads = List.of(paths.value(key), paths.root());
        CompletableFuture<Void> synced = link.sync();
        CompletableFuture<List<OpResult>> read = link.read(reads, all -> all);
        Answers.read(synced, deadline, doing);
        List<OpResult> results = Answers.read(read, deadline, doing);
        return new Nodes(reads, results, doing).entry(reads.get(0), key);
    }

    private Deadline deadline() {
        return Deadline.in(options.deadline());
    }
}
