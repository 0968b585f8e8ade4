package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.spi.Deadline;
import dev.eventgateway.kv.spi.Grant;
import java.io.IOException;
import java.time.Duration;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;

/**
 * A lease: a session of its own, whose nodes the servers remove when it ends. Not Curator's, which would replace it.
 *
 * <p>A lease counts on half the time of its session. For who leads the servers ends a session when it has heard nothing
 * of it for its whole time, and hears of a sign of life only some time after the server that the client is connected to,
 * or never if those two lose each other at that moment. By the next renewal, which goes all the way to the leader, it has
 * heard of the one before.
 */
final class ZooKeeperGrant implements Grant {

    /** A session is asked for that lasts so many times as long as the lease. */
    private static final int PARTS = 2;
    /** The client takes no longer than a session to connect, so it must not be too short for that. */
    private static final int SHORTEST_SESSION_MILLIS = 2_000;
    /** How long the threads may take to end. */
    private static final int GOODBYE_MILLIS = 500;

    private final Sessions sessions;
    private final Links links;
    private final ZooKeeper session;

    private ZooKeeperGrant(Sessions sessions, int sessionMillis) {
        this.sessions = sessions;
        this.links = sessions.leased();
        try {
            this.session = sessions.open(sessionMillis, links, this::heard);
        } catch (IOException broken) {
            sessions.forget(links);
            throw new KvException(Reason.FAILED, "lease: cannot begin a session", broken);
        }
    }

    /** {@return a lease that lasts for at least {@code ttl}} */
    static ZooKeeperGrant request(Sessions sessions, Duration ttl, Deadline deadline) {
        int asked = Math.toIntExact(ttl.multipliedBy(PARTS).toMillis());
        ZooKeeperGrant grant = new ZooKeeperGrant(sessions, Math.max(asked, SHORTEST_SESSION_MILLIS));
        try {
            // A connection stands before the credentials are looked at, an answer does not.
            grant.links.attempt(deadline, link -> Answers.read(link.sync(), deadline, "begin a lease"));
            grant.requireGranted(ttl);
            return grant;
        } catch (KvException refused) {
            grant.abandon();
            throw refused;
        }
    }

    /** {@return the links of the session, in which its nodes have to be made} */
    Links links() {
        return links;
    }

    @Override
    public Duration ttl() {
        return Duration.ofMillis(session.getSessionTimeout()).dividedBy(PARTS);
    }

    /** A read would be answered by a server that has lost its leader; what syncs is not. */
    @Override
    public boolean renew(Deadline deadline) {
        try {
            Answers.read(links.link(deadline).sync(), deadline, "renew a lease");
            return true;
        } catch (KvException failed) {
            if (failed.reason() == Reason.LEASE_LOST) {
                return false;
            }
            throw failed;
        }
    }

    @Override
    public void revoke(Deadline deadline) {
        close();
    }

    /** Also when it was lost, of which the servers may know nothing. */
    @Override
    public void release() {
        close();
        sessions.forget(links);
    }

    private void requireGranted(Duration ttl) {
        if (ttl().compareTo(ttl) < 0) {
            throw new KvException(
                    Reason.INVALID,
                    "lease of " + ttl.toMillis() + " ms: these servers grant at most " + ttl().toMillis()
                            + " ms, half of their maxSessionTimeout");
        }
    }

    /** Beside the caller, whose time is up: a server that does not answer may hold it up for a second. */
    private void abandon() {
        Thread goodbye = new Thread(this::release, "kv-zookeeper lease refused");
        goodbye.setDaemon(true);
        goodbye.start();
    }

    private void close() {
        links.end(Reason.LEASE_LOST, "the lease is closed");
        try {
            session.close(GOODBYE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void heard(WatchedEvent event) {
        if (event.getState() == KeeperState.Expired) {
            links.end(Reason.LEASE_LOST, "the lease is lost");
        } else if (event.getState() == KeeperState.AuthFailed) {
            links.refused();
        }
    }
}
