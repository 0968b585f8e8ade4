package dev.eventgateway.kv.consul;

import com.ecwid.consul.transport.HttpResponse;
import com.ecwid.consul.v1.ConsulRawClient;
import com.ecwid.consul.v1.OperationException;
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.annotations.SerializedName;
import dev.eventgateway.kv.spi.Deadline;
import dev.eventgateway.kv.spi.Grant;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A lease as Consul knows it: a session, which removes its entries when it ends. Its time ends it, or its holder; no
 * health check is linked to it, since that of a node fails as soon as the node is out of touch for seconds.
 *
 * <p>All of this can be repeated like a read: a session whose id got lost has no entries and ends by itself.
 */
final class ConsulGrant implements Grant {

    private static final Gson GSON = new Gson();
    private static final String ENDPOINT = "/v1/session/";
    private static final int DONE = 200;
    private static final int GONE = 404;

    /** What Consul grants at least, unless it is configured with more. */
    private static final Duration SHORTEST = Duration.ofSeconds(10);

    private static final Pattern TOO_SHORT =
            Pattern.compile("invalid session TTL .* between \\[([0-9.hms]+)=", Pattern.CASE_INSENSITIVE);

    private final Connection connection;
    private final Duration ttl;
    private final String id;

    private ConsulGrant(Connection connection, Duration ttl, String id) {
        this.connection = connection;
        this.ttl = ttl;
        this.id = id;
    }

    /**
     * {@return a new session}
     *
     * @param name shown to people who list sessions
     * @param ttl rounded up to what Consul grants
     */
    static ConsulGrant open(Connection connection, String name, Duration ttl, Deadline deadline) {
        Duration millis = Duration.ofMillis(ttl.plusNanos(999_999).toMillis());
        Duration asked = millis.compareTo(SHORTEST) < 0 ? SHORTEST : millis;
        return connection.read("lease of " + asked.toMillis() + " ms", deadline, client -> {
            HttpResponse answer = create(client, name, asked);
            Duration granted =
                    shortest(answer).filter(least -> least.compareTo(asked) > 0).orElse(asked);
            return new ConsulGrant(
                    connection, granted, id(granted.equals(asked) ? answer : create(client, name, granted)));
        });
    }

    /** {@return what tells this session from others} */
    String id() {
        return id;
    }

    @Override
    public Duration ttl() {
        return ttl;
    }

    @Override
    public boolean renew(Deadline deadline) {
        return connection.read("renew a lease", deadline, this::renewed);
    }

    @Override
    public void revoke(Deadline deadline) {
        connection.read("end a lease", deadline, this::destroyed);
    }

    private static HttpResponse create(ConsulRawClient client, String name, Duration ttl) {
        JsonObject session = new JsonObject();
        session.addProperty("Name", name);
        session.addProperty("TTL", ttl.toMillis() + "ms");
        session.addProperty("Behavior", "delete");
        session.addProperty("LockDelay", "0s");
        // Both empty, else Consul adds the health of the agent's node.
        session.add("Checks", new JsonArray());
        session.add("NodeChecks", new JsonArray());
        return client.makePutRequest(ENDPOINT + "create", session.toString());
    }

    /** {@return the shortest time that Consul is configured to grant, if it says that it was asked for less} */
    private static Optional<Duration> shortest(HttpResponse answer) {
        Matcher told = TOO_SHORT.matcher(answer.getContent());
        // Go writes times as 1m30s.
        return told.find() ? Optional.of(Duration.parse("PT" + told.group(1))) : Optional.empty();
    }

    private static String id(HttpResponse answer) {
        Created created = answer.getStatusCode() == DONE ? GSON.fromJson(answer.getContent(), Created.class) : null;
        if (created == null || created.id() == null) {
            throw new OperationException(answer);
        }
        return created.id();
    }

    private boolean renewed(ConsulRawClient client) {
        HttpResponse answer = client.makePutRequest(ENDPOINT + "renew/" + id, "");
        // Only Consul names it: no other answer must be taken for the end of a lease.
        if (answer.getStatusCode() == GONE && answer.getContent().contains(id)) {
            return false;
        }
        requireDone(answer);
        return true;
    }

    private boolean destroyed(ConsulRawClient client) {
        requireDone(client.makePutRequest(ENDPOINT + "destroy/" + id, ""));
        return true;
    }

    private static void requireDone(HttpResponse answer) {
        if (answer.getStatusCode() != DONE) {
            throw new OperationException(answer);
        }
    }

    private record Created(@SerializedName("ID") @Nullable String id) {}
}
