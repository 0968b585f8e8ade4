package dev.eventgateway.kv.consul;

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
import java.util.Optional;

/** The store contract on Consul: a room for each kind of call, and the connection that they share. */
final class ConsulKvStore implements KvStore {

    private final Options options;
    private final Paths paths;
    private final Incarnation incarnation;
    private final Connection connection;
    private final TreeReader reader;
    private final Sessions sessions;
    private final Watches watches;
    private final Leases<ConsulGrant> leases;

    ConsulKvStore(Options options) {
        this.options = options;
        this.paths = new Paths(options.uri().prefix());
        this.incarnation = new Incarnation(paths);
        this.connection = new Connection(options, incarnation::doubt);
        this.reader = new TreeReader(paths);
        this.sessions = new Sessions("lease of " + options.uri().prefix());
        this.watches = new Watches(
                options.uri().toString(), feed -> new TreeWatch(connection, incarnation, reader, options, feed));
        this.leases = new Leases<>(options.uri().toString(), ConsulGrant.class);
    }

    @Override
    public Optional<KvEntry> get(Key key) {
        return connection.read("get " + key, deadline(), client -> reader.entry(client, key));
    }

    @Override
    public KvSnapshot list(Key prefix) {
        return connection.read("list " + prefix, deadline(), client -> reader.list(client, prefix));
    }

    @Override
    public Transaction.Outcome commit(Transaction transaction) {
        Optional<String> session = leases.grantOf(transaction).map(ConsulGrant::session);
        return new Commit(connection, incarnation, new Plan(paths, transaction, session)).run(deadline());
    }

    @Override
    public long deleteTree(Key prefix) {
        return new TreeRemoval(connection, paths, prefix).run(deadline());
    }

    @Override
    public Watch watch(Key prefix, WatchListener listener) {
        return watches.open(prefix, listener);
    }

    @Override
    public Lease lease(Duration ttl) {
        return leases.open(ttl, () -> ConsulGrant.open(connection, sessions, ttl, deadline()));
    }

    @Override
    public void close() {
        // Leases and watches end at the same time; the connection last, or they would find it lost.
        leases.end();
        watches.close();
        leases.close();
        connection.close();
    }

    private Deadline deadline() {
        return Deadline.in(options.deadline());
    }
}
