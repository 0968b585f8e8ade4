package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.spi.Deadline;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Carries a transaction out, as one of etcd's: its guards as comparisons, its operations where they all hold; else the guarded
 * keys are read, at the same moment, which tells the guard that does not.
 */
final class Commit {

    private static final GetOption REVISION =
            GetOption.builder().withKeysOnly(true).build();

    private final Connection connection;
    private final Paths paths;
    private final Transaction transaction;
    private final PutOption leased;
    private final String doing;

    /** @param grant of the transaction's lease */
    Commit(Connection connection, Paths paths, Transaction transaction, Optional<EtcdGrant> grant) {
        this.connection = connection;
        this.paths = paths;
        this.transaction = transaction;
        this.leased = grant.map(
                        held -> PutOption.builder().withLeaseId(held.id()).build())
                .orElse(PutOption.DEFAULT);
        this.doing = "commit to " + transaction.operations().get(0).key()
                + (transaction.operations().size() == 1 ? "" : " and others");
    }

    Transaction.Outcome run(Deadline deadline) {
        TxnResponse answer = connection.attempt(deadline, link -> link.write(deadline, doing, this::send));
        return answer.isSucceeded()
                ? new Transaction.Committed(answer.getHeader().getRevision())
                : new Transaction.Refused(broken(answer.getGetResponses()));
    }

    private CompletableFuture<TxnResponse> send(Client client) {
        return client.getKVClient()
                .txn()
                .If(transaction.guards().stream().flatMap(this::comparisons).toArray(Cmp[]::new))
                .Then(Stream.concat(transaction.operations().stream().map(this::operation), Stream.of(incarnate()))
                        .toArray(Op[]::new))
                .Else(transaction.guards().stream()
                        .map(guard -> Op.get(paths.place(guard.key()), REVISION))
                        .toArray(Op[]::new))
                .commit();
    }

    private Stream<Cmp> comparisons(Guard guard) {
        ByteSequence place = paths.place(guard.key());
        Cmp exists = new Cmp(place, Cmp.Op.GREATER, CmpTarget.version(0));
        if (guard instanceof Guard.Unchanged unchanged) {
            // An absent key has revision 0 to etcd.
            return Stream.of(exists, new Cmp(place, Cmp.Op.EQUAL, CmpTarget.modRevision(unchanged.revision())));
        }
        return Stream.of(guard instanceof Guard.Exists ? exists : absent(place));
    }

    private Op operation(Operation operation) {
        ByteSequence place = paths.place(operation.key());
        return operation instanceof Operation.Put put
                ? Op.put(place, ByteSequence.from(put.value()), put.lease().isPresent() ? leased : PutOption.DEFAULT)
                : Op.delete(place, DeleteOption.DEFAULT);
    }

    /** Marks a store that has no mark yet. */
    private Op incarnate() {
        ByteSequence mark = ByteSequence.from(UUID.randomUUID().toString(), StandardCharsets.UTF_8);
        return Op.txn(
                new Cmp[] {absent(paths.mark())},
                new Op[] {Op.put(paths.mark(), mark, PutOption.DEFAULT)},
                new Op[] {});
    }

    private static Cmp absent(ByteSequence place) {
        return new Cmp(place, Cmp.Op.EQUAL, CmpTarget.version(0));
    }

    private Guard broken(List<GetResponse> found) {
        List<Guard> guards = transaction.guards();
        for (int i = 0; i < guards.size(); i++) {
            if (!holds(guards.get(i), found.get(i).getKvs())) {
                return guards.get(i);
            }
        }
        throw new KvException(Reason.FAILED, doing + ": etcd refused it although every guard holds");
    }

    private static boolean holds(Guard guard, List<KeyValue> found) {
        if (guard instanceof Guard.Unchanged unchanged) {
            return found.stream().anyMatch(entry -> entry.getModRevision() == unchanged.revision());
        }
        return found.isEmpty() == guard instanceof Guard.Absent;
    }
}
