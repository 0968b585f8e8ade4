package dev.eventgateway.kv.consul;

import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import java.util.List;

/** What a transaction comes to in Consul's terms: one step for each guard, then one for each operation. */
final class Plan {

    private static final byte[] NOTHING = {};

    private final Paths paths;
    private final Transaction transaction;

    Plan(Paths paths, Transaction transaction) {
        this.paths = paths;
        this.transaction = transaction;
    }

    Steps steps() {
        Steps steps = new Steps();
        transaction.guards().forEach(guard -> check(steps, guard));
        List<Operation> operations = transaction.operations();
        if (operations.stream().noneMatch(Operation.Put.class::isInstance)) {
            // Consul tells the index of what it set, but not of what it deleted. Nobody sees what is set here.
            steps.set(paths.path(operations.get(0).key()), NOTHING);
        }
        operations.forEach(operation -> write(steps, operation));
        return steps;
    }

    /** {@return how the transaction ended} */
    Transaction.Outcome outcome(Answer answer, String doing) {
        return answer.problem()
                .map(problem -> refused(problem, doing))
                .orElseGet(() -> new Transaction.Committed(revision(answer)));
    }

    private Transaction.Outcome refused(Answer.Problem problem, String doing) {
        if (problem.denied() || problem.step() >= transaction.guards().size()) {
            throw problem.failure(doing);
        }
        return new Transaction.Refused(transaction.guards().get(problem.step()));
    }

    /** What was set has the highest index of all; the rest was only looked at. */
    private static long revision(Answer answer) {
        return answer.pairs().stream().mapToLong(Pair::index).max().orElseThrow();
    }

    private void check(Steps steps, Guard guard) {
        String path = paths.path(guard.key());
        if (guard instanceof Guard.Unchanged unchanged) {
            steps.checkIndex(path, unchanged.revision());
        } else if (guard instanceof Guard.Exists) {
            steps.checkExists(path);
        } else {
            steps.checkAbsent(path);
        }
    }

    private void write(Steps steps, Operation operation) {
        String path = paths.path(operation.key());
        if (operation instanceof Operation.Put put) {
            steps.set(path, put.value());
        } else {
            steps.delete(path);
        }
    }
}
