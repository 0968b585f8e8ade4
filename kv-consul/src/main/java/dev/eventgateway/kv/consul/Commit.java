package dev.eventgateway.kv.consul;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.spi.Deadline;
import java.util.Map;
import java.util.OptionalLong;

/** Carries a transaction out, which Consul does as it is: one request, sent once. */
final class Commit {

    private final Connection connection;
    private final Incarnation incarnation;
    private final Plan plan;
    private final String doing;

    Commit(Connection connection, Incarnation incarnation, Plan plan) {
        this.connection = connection;
        this.incarnation = incarnation;
        this.plan = plan;
        this.doing = plan.doing();
    }

    Transaction.Outcome run(Deadline deadline) {
        String body = plan.steps().body(doing);
        incarnation.mark(connection, doing, deadline);
        Answer answer = connection.write(doing, deadline, client -> Answer.to(body, client));
        Transaction.Outcome outcome = plan.outcome(answer);
        Map<Pair, byte[]> leased = plan.leased(answer);
        return leased.isEmpty() ? outcome : new Transaction.Committed(takenOut(leased, deadline));
    }

    /**
     * Takes what was put without a lease out of the session that it still is in, which might end at any moment: only
     * then it is as it should be.
     *
     * @return the index of the last write
     */
    private long takenOut(Map<Pair, byte[]> leased, Deadline deadline) {
        long last = 0;
        try {
            for (Map.Entry<Pair, byte[]> entry : leased.entrySet()) {
                last = takenOut(entry.getKey(), entry.getValue(), deadline);
            }
        } catch (KvException failed) {
            throw new KvException(
                    Reason.INDETERMINATE,
                    doing + ": done, but some of it may go with the lease of an earlier put: " + failed.getMessage(),
                    failed);
        }
        return last;
    }

    private long takenOut(Pair written, byte[] value, Deadline deadline) {
        Steps again = new Steps();
        again.checkIndex(written.path(), written.index());
        again.delete(written.path());
        again.set(written.path(), value);
        Steps anew = new Steps();
        anew.checkAbsent(written.path());
        anew.set(written.path(), value);
        OptionalLong done = index(again, deadline);
        // Else the session has ended and the entry is gone, or it is somebody else's now.
        return done.isPresent() ? done.getAsLong() : index(anew, deadline).orElse(written.index());
    }

    private OptionalLong index(Steps steps, Deadline deadline) {
        String body = steps.body(doing);
        return connection
                .write(doing, deadline, client -> Answer.to(body, client))
                .unlessRefused(doing);
    }
}
