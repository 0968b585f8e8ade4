package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.spi.Deadline;
import dev.eventgateway.kv.spi.Grant;
import io.etcd.jetcd.lease.LeaseGrantResponse;
import java.time.Duration;

/**
 * A lease of etcd's. Each renewal is a call of its own: the stream on which jetcd would renew it ends with the line and
 * never comes back.
 */
final class EtcdGrant implements Grant {

    private final Connection connection;
    private final Duration longestCall;
    private final long id;
    private final Duration ttl;

    private EtcdGrant(Connection connection, Duration longestCall, long id, Duration ttl) {
        this.connection = connection;
        this.longestCall = longestCall;
        this.id = id;
        this.ttl = ttl;
    }

    /**
     * Asks for a lease of at least {@code ttl}. etcd counts in seconds, and grants more than is asked for if that is very
     * little.
     */
    static EtcdGrant of(Connection connection, Link link, Duration ttl, Deadline deadline) {
        long seconds = ttl.plusSeconds(1).minusNanos(1).toSeconds();
        LeaseGrantResponse answer =
                link.read(deadline, "lease", client -> client.getLeaseClient().grant(seconds));
        return new EtcdGrant(connection, deadline.allowed(), answer.getID(), Duration.ofSeconds(answer.getTTL()));
    }

    /** {@return by which etcd knows it} */
    long id() {
        return id;
    }

    @Override
    public Duration ttl() {
        return ttl;
    }

    @Override
    public boolean renew(Deadline deadline) {
        // A line that went silent must not take all the time that there is to renew.
        Deadline soon = deadline.allowed().compareTo(longestCall) < 0 ? deadline : Deadline.in(longestCall);
        try {
            connection.attempt(
                    soon,
                    link -> link.read(
                            soon,
                            "renew a lease",
                            client -> client.getLeaseClient().keepAliveOnce(id)));
            return true;
        } catch (KvException failed) {
            return notGone(failed);
        }
    }

    @Override
    public void revoke(Deadline deadline) {
        try {
            connection.attempt(
                    deadline,
                    link -> link.read(
                            deadline,
                            "end a lease",
                            client -> client.getLeaseClient().revoke(id)));
        } catch (KvException failed) {
            notGone(failed);
        }
    }

    private static boolean notGone(KvException failed) {
        if (failed.reason() == Reason.LEASE_LOST) {
            return false;
        }
        throw failed;
    }
}
