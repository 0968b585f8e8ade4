package dev.eventgateway.kv.consul;

import com.ecwid.consul.transport.HttpResponse;
import com.ecwid.consul.v1.OperationException;
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.annotations.SerializedName;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of Consul about sessions. A session belongs to a node and ends with it; one of an agent's node ends
 * whenever Consul thinks that it knows better than the session's holder: when the agent leaves, or ten seconds after a
 * server died. So these belong to a node that is no agent, and that nobody but people removes.
 *
 * <p>All of this can be repeated like a read: a session whose id got lost has no entries and ends by itself.
 */
final class Sessions {

    /** The node that they belong to. */
    static final String NODE = "kv-leases";

    private static final Gson GSON = new Gson();
    private static final String ENDPOINT = "/v1/session/";
    private static final String NO_NODE = "Missing node registration";
    private static final int DONE = 200;
    private static final int GONE = 404;
    private static final Pattern TOO_SHORT =
            Pattern.compile("invalid session TTL .* between \\[([0-9.hms]+)=", Pattern.CASE_INSENSITIVE);

    private final String name;

    /** @param name shown to people who list sessions */
    Sessions(String name) {
        this.name = name;
    }

    /** {@return a new session, of {@code ttl} or longer} */
    Session create(AgentClient client, Duration ttl) {
        HttpResponse answer = request(client, ttl);
        Optional<Duration> shortest = shortest(answer);
        if (shortest.isPresent()) {
            answer = request(client, shortest.get());
        }
        if (answer.getContent().contains(NO_NODE)) {
            register(client);
            answer = request(client, shortest.orElse(ttl));
        }
        return new Session(id(answer), shortest.orElse(ttl));
    }

    /** {@return whether Consul still knows it} */
    static boolean renew(AgentClient client, String id) {
        HttpResponse answer = client.put(ENDPOINT + "renew/" + id, "");
        // Only Consul names it: no other answer must be taken for the end of a lease.
        if (answer.getStatusCode() == GONE && answer.getContent().contains(id)) {
            return false;
        }
        return done(answer);
    }

    /** {@return true} */
    static boolean destroy(AgentClient client, String id) {
        return done(client.put(ENDPOINT + "destroy/" + id, ""));
    }

    private HttpResponse request(AgentClient client, Duration ttl) {
        JsonObject session = new JsonObject();
        session.addProperty("Name", name);
        session.addProperty("Node", NODE);
        session.addProperty("TTL", ttl.toMillis() + "ms");
        session.addProperty("Behavior", "delete");
        session.addProperty("LockDelay", "0s");
        // Both empty, else Consul adds the health of the node.
        session.add("Checks", new JsonArray());
        session.add("NodeChecks", new JsonArray());
        return client.put(ENDPOINT + "create", session.toString());
    }

    /** {@return the shortest time that Consul is configured to grant, if it says that it was asked for less} */
    private static Optional<Duration> shortest(HttpResponse answer) {
        Matcher told = TOO_SHORT.matcher(answer.getContent());
        // Go writes times as 1m30s.
        return told.find() ? Optional.of(Duration.parse("PT" + told.group(1))) : Optional.empty();
    }

    private static void register(AgentClient client) {
        JsonObject node = new JsonObject();
        node.addProperty("Node", NODE);
        // It must have one; nobody connects to it.
        node.addProperty("Address", "127.0.0.1");
        done(client.put("/v1/catalog/register", node.toString()));
    }

    private static String id(HttpResponse answer) {
        Created created = answer.getStatusCode() == DONE ? GSON.fromJson(answer.getContent(), Created.class) : null;
        if (created == null || created.id() == null) {
            throw new OperationException(answer);
        }
        return created.id();
    }

    private static boolean done(HttpResponse answer) {
        if (answer.getStatusCode() != DONE) {
            throw new OperationException(answer);
        }
        return true;
    }

    /**
     * A session.
     *
     * @param id tells it from others
     * @param ttl for how long it lasts after it was renewed, at least
     */
    record Session(String id, Duration ttl) {}

    private record Created(@SerializedName("ID") @Nullable String id) {}
}
