package dev.eventgateway.kv.consul;

import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a transaction comes to in Consul's terms: a step for each guard, then one or two for each operation. To Consul an
 * entry that is set stays in its session, and one in another session cannot be locked: so it is deleted first, in the
 * same transaction. Only where that would make more steps than Consul takes, entries without a lease are just set; the
 * answer then tells which of them are in a session.
 */
final class Plan {

    private static final byte[] NOTHING = {};

    private final Paths paths;
    private final Transaction transaction;
    private final Optional<String> session;

    /** @param session of the transaction's lease */
    Plan(Paths paths, Transaction transaction, Optional<String> session) {
        this.paths = paths;
        this.transaction = transaction;
        this.session = session;
    }

    /** {@return the commit in words} */
    String doing() {
        List<Operation> operations = transaction.operations();
        return "commit to " + operations.get(0).key() + (operations.size() == 1 ? "" : " and others");
    }

    Steps steps() {
        Steps anew = steps(true);
        return anew.fit() ? anew : steps(false);
    }

    /** {@return how the transaction ended} */
    Transaction.Outcome outcome(Answer answer) {
        return answer.problem().map(this::refused).orElseGet(() -> new Transaction.Committed(revision(answer)));
    }

    /** {@return what was put without a lease but is in a session, with its value} */
    Map<Pair, byte[]> leased(Answer answer) {
        Map<Pair, byte[]> leased = new LinkedHashMap<>();
        for (Pair pair : answer.pairs()) {
            // What was only looked at has an index of before.
            if (pair.leased() && pair.index() == revision(answer)) {
                plain(pair.path()).ifPresent(put -> leased.put(pair, put.value()));
            }
        }
        return leased;
    }

    private Steps steps(boolean anew) {
        Steps steps = new Steps();
        transaction.guards().forEach(guard -> check(steps, guard));
        List<Operation> operations = transaction.operations();
        if (operations.stream().noneMatch(Operation.Put.class::isInstance)) {
            // Consul tells the index of what it set, but not of what it deleted. Nobody sees what is set here.
            steps.set(paths.path(operations.get(0).key()), NOTHING);
        }
        operations.forEach(operation -> write(steps, operation, anew));
        return steps;
    }

    private Transaction.Outcome refused(Answer.Problem problem) {
        if (problem.denied() || problem.step() >= transaction.guards().size()) {
            throw problem.failure(doing());
        }
        return new Transaction.Refused(transaction.guards().get(problem.step()));
    }

    /** What was set has the highest index of all; the rest was only looked at. */
    private long revision(Answer answer) {
        return answer.pairs().stream()
                .mapToLong(Pair::index)
                .max()
                .orElseThrow(() -> new KvException(
                        Reason.INDETERMINATE, doing() + ": answered without the index of what was set"));
    }

    private Optional<Operation.Put> plain(String path) {
        return transaction.operations().stream()
                .filter(Operation.Put.class::isInstance)
                .map(Operation.Put.class::cast)
                .filter(put -> put.lease().isEmpty() && paths.path(put.key()).equals(path))
                .findFirst();
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

    private void write(Steps steps, Operation operation, boolean anew) {
        String path = paths.path(operation.key());
        if (!(operation instanceof Operation.Put put)) {
            steps.delete(path);
            return;
        }
        boolean leased = put.lease().isPresent();
        if (leased || anew) {
            steps.delete(path);
        }
        if (leased) {
            steps.lock(path, put.value(), session.orElseThrow());
        } else {
            steps.set(path, put.value());
        }
    }
}
