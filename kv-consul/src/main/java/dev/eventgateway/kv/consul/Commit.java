package dev.eventgateway.kv.consul;

import com.ecwid.consul.v1.ConsulRawClient;
import dev.eventgateway.kv.Transaction;

/** Carries a transaction out, which Consul does as it is: one request, sent once. */
final class Commit {

    private final Connection connection;
    private final Incarnation incarnation;
    private final Plan plan;
    private final String doing;

    Commit(Connection connection, Incarnation incarnation, Paths paths, Transaction transaction) {
        this.connection = connection;
        this.incarnation = incarnation;
        this.plan = new Plan(paths, transaction);
        this.doing = "commit to " + transaction.operations().get(0).key()
                + (transaction.operations().size() == 1 ? "" : " and others");
    }

    Transaction.Outcome run(Deadline deadline) {
        String body = plan.steps().body(doing);
        incarnation.mark(doing, deadline);
        return connection.write(doing, deadline, client -> send(client, body));
    }

    private Transaction.Outcome send(ConsulRawClient client, String body) {
        return plan.outcome(Answer.of(client.makePutRequest(Steps.ENDPOINT, body)), doing);
    }
}
