package dev.eventgateway.kv.consul;

import dev.eventgateway.kv.consul.Sessions.Session;
import dev.eventgateway.kv.spi.Deadline;
import dev.eventgateway.kv.spi.Grant;
import java.time.Duration;

/** A lease as Consul knows it: a session, which removes its entries when it ends. */
final class ConsulGrant implements Grant {

    /** What Consul grants at least, unless it is configured with another. */
    private static final Duration SHORTEST = Duration.ofSeconds(10);

    private final Connection connection;
    private final Session session;

    private ConsulGrant(Connection connection, Session session) {
        this.connection = connection;
        this.session = session;
    }

    /** {@return a new one, of {@code ttl} rounded up to what Consul grants} */
    static ConsulGrant open(Connection connection, Sessions sessions, Duration ttl, Deadline deadline) {
        Duration millis = Duration.ofMillis(ttl.plusNanos(999_999).toMillis());
        Duration asked = millis.compareTo(SHORTEST) < 0 ? SHORTEST : millis;
        return new ConsulGrant(
                connection,
                connection.keep(
                        "lease of " + asked.toMillis() + " ms", deadline, client -> sessions.create(client, asked)));
    }

    /** {@return the id of the session} */
    String session() {
        return session.id();
    }

    @Override
    public Duration ttl() {
        return session.ttl();
    }

    @Override
    public boolean renew(Deadline deadline) {
        return connection.keep("renew a lease", deadline, client -> Sessions.renew(client, session.id()));
    }

    @Override
    public void revoke(Deadline deadline) {
        connection.keep("end a lease", deadline, client -> Sessions.destroy(client, session.id()));
    }
}
