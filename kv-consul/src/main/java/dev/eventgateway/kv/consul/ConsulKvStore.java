package dev.eventgateway.kv.consul;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.kv.WatchListener;
import java.util.Optional;

/** The store contract on Consul: a room for each kind of call, and the connection that they share. */
final class ConsulKvStore implements KvStore {

    private final Options options;
    private final Paths paths;
    private final Connection connection;
    private final Incarnation incarnation;
    private final TreeReader reader;
    private final TreeWatches watches;

    ConsulKvStore(Options options) {
        this.options = options;
        this.paths = new Paths(options.uri().prefix());
        this.connection = new Connection(options);
        this.incarnation = new Incarnation(connection, paths);
        this.reader = new TreeReader(paths);
        this.watches = new TreeWatches(connection, incarnation, reader, options);
    }

    @Override
    public Optional<KvEntry> get(Key key) {
        return connection.read("get " + key, deadline(), client -> reader.entry(client, key));
    }

    @Override
    public KvSnapshot list(Key prefix) {
        return connection.read("list " + prefix, deadline(), client -> reader.tree(client, prefix));
    }

    @Override
    public Transaction.Outcome commit(Transaction transaction) {
        return new Commit(connection, incarnation, paths, transaction).run(deadline());
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
    public void close() {
        // In this order: a watch that is not closed would tell its listener that the connection is lost.
        watches.close();
        connection.close();
    }

    private Deadline deadline() {
        return Deadline.in(options.deadline());
    }
}
