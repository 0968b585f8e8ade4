package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.spi.Deadline;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.kv.DeleteResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import java.util.concurrent.CompletableFuture;

/** Removes a tree, all of it at once. */
final class TreeRemoval {

    private final Connection connection;
    private final Paths paths;
    private final Key prefix;

    TreeRemoval(Connection connection, Paths paths, Key prefix) {
        this.connection = connection;
        this.paths = paths;
        this.prefix = prefix;
    }

    /** {@return how many values were removed} */
    long run(Deadline deadline) {
        String doing = "delete the tree " + prefix;
        TxnResponse answer = connection.attempt(deadline, link -> link.write(deadline, doing, this::send));
        return answer.getDeleteResponses().stream()
                .mapToLong(DeleteResponse::getDeleted)
                .sum();
    }

    private CompletableFuture<TxnResponse> send(Client client) {
        DeleteOption below = DeleteOption.builder().withRange(paths.end(prefix)).build();
        return client.getKVClient()
                .txn()
                .Then(Op.delete(paths.place(prefix), DeleteOption.DEFAULT), Op.delete(paths.below(prefix), below))
                .commit();
    }
}
