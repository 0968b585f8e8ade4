package dev.eventgateway.kv.etcd;

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
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import java.time.Duration;
import java.util.Optional;

/** The store contract on etcd: a room for each kind of call, and the connection that they share. */
final class EtcdKvStore implements KvStore {

    private final Options options;
    private final Paths paths;
    private final Connection connection;
    private final Leases<EtcdGrant> leases;
    private final Watches watches;

    /** Connects with the first call. */
    EtcdKvStore(Options options) {
        this.options = options;
        this.paths = new Paths(options.uri().prefix());
        this.connection = new Connection(options);
        this.leases = new Leases<>(options.uri().toString(), EtcdGrant.class);
        this.watches = new Watches(options.uri().toString(), feed -> new TreeWatch(connection, paths, options, feed));
    }

    @Override
    public Optional<KvEntry> get(Key key) {
        Deadline deadline = deadline();
        Op get = Op.get(paths.place(key), GetOption.DEFAULT);
        TxnResponse answer = connection.attempt(
                deadline,
                link -> link.read(
                        deadline,
                        "get " + key,
                        client -> client.getKVClient().txn().Then(get).commit()));
        return answer.getGetResponses().get(0).getKvs().stream().findFirst().flatMap(paths::entry);
    }

    @Override
    public KvSnapshot list(Key prefix) {
        Deadline deadline = deadline();
        return new TreeReader(connection, paths, prefix, () -> deadline).list().snapshot();
    }

    @Override
    public Transaction.Outcome commit(Transaction transaction) {
        return new Commit(connection, paths, transaction, leases.grantOf(transaction)).run(deadline());
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
        Deadline deadline = deadline();
        // Each attempt is a lease of its own, whose time counts from then on.
        return connection.attempt(
                deadline, link -> leases.open(ttl, () -> EtcdGrant.of(connection, link, ttl, deadline)));
    }

    @Override
    public void close() {
        // While a server that does not answer is told of the leases' end, listeners that are stuck are waited for.
        leases.end();
        watches.close();
        leases.close();
        connection.close();
    }

    private Deadline deadline() {
        return Deadline.in(options.deadline());
    }
}
