package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.spi.Deadline;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;

/**
 * Carries a transaction out: reads what it touches at one moment, decides, and sends all of it as one request that
 * holds only if that has not changed meanwhile; else starts again. What was sent and not answered is never sent again.
 */
final class Commit {

    /** Servers drop a connection that sends them more at once. */
    private static final int LARGEST_REQUEST = 1_048_575;
    /** What an operation takes besides its path and its value, at most. */
    private static final int OVERHEAD = 100;

    private final Links links;
    private final Plan plan;
    private final List<String> reads;
    private final long values;
    private final String doing;

    /** @param links of the session that the transaction's lease is, or of any other if it has none */
    Commit(Links links, Paths paths, Transaction transaction) {
        this.links = links;
        this.plan = new Plan(paths, transaction);
        this.reads = plan.reads();
        this.values = transaction.operations().stream()
                .mapToLong(operation -> operation instanceof Operation.Put put ? put.size() : 0)
                .sum();
        this.doing = "commit to " + transaction.operations().get(0).key()
                + (transaction.operations().size() == 1 ? "" : " and others");
    }

    Transaction.Outcome run(Deadline deadline) {
        requireSmall(reads, 0);
        for (int attempts = 0; ; attempts++) {
            boolean contested = attempts > 0;
            Optional<Transaction.Outcome> outcome = links.attempt(deadline, link -> attempt(link, contested, deadline));
            if (outcome.isPresent()) {
                return outcome.get();
            }
            if (deadline.passed()) {
                throw new KvException(
                        Reason.UNAVAILABLE, doing + ": others kept changing what it touches, for " + deadline);
            }
        }
    }

    /** {@return how it ended; empty if somebody else changed what it touches, and nothing was done} */
    private Optional<Transaction.Outcome> attempt(Link link, boolean contested, Deadline deadline) {
        Nodes nodes = read(link, deadline);
        Optional<Guard> broken = plan.broken(nodes);
        if (broken.isPresent()) {
            return Optional.of(new Transaction.Refused(broken.get()));
        }
        Collection<String> missing = plan.missing(nodes);
        if (!missing.isEmpty()) {
            create(link, missing, deadline);
            return Optional.empty();
        }
        return write(link, plan.operations(nodes, link.acl(), contested), deadline);
    }

    private Nodes read(Link link, Deadline deadline) {
        CompletableFuture<Void> synced = link.sync();
        CompletableFuture<List<OpResult>> read = link.read(reads, all -> all);
        Answers.read(synced, deadline, doing);
        List<OpResult> results = Answers.read(read, deadline, doing);
        return new Nodes(reads, results, doing);
    }

    private void create(Link link, Collection<String> directories, Deadline deadline) {
        List<CompletableFuture<Void>> created =
                directories.stream().map(link::create).toList();
        created.forEach(answer -> Answers.read(answer, deadline, doing));
    }

    private Optional<Transaction.Outcome> write(Link link, List<Op> operations, Deadline deadline) {
        requireSmall(operations.stream().map(Op::getPath).toList(), values);
        if (deadline.passed()) {
            throw new KvException(Reason.UNAVAILABLE, doing + ": not sent, as " + deadline + " had passed");
        }
        Link.Written written = Answers.written(link.write(operations), deadline, doing);
        return written.done() ? Optional.of(new Transaction.Committed(written.revision())) : Optional.empty();
    }

    private void requireSmall(List<String> paths, long rest) {
        long size = rest
                + paths.stream()
                        .mapToLong(path -> path.getBytes(StandardCharsets.UTF_8).length + OVERHEAD)
                        .sum();
        if (size > LARGEST_REQUEST) {
            throw new KvException(
                    Reason.TOO_LARGE,
                    doing + ": takes a request of " + size + " bytes, the limit of ZooKeeper is " + LARGEST_REQUEST);
        }
    }
}
