package dev.eventgateway.kv.consul;

import com.ecwid.consul.SingleUrlParameters;
import com.ecwid.consul.UrlParameters;
import com.ecwid.consul.v1.ConsistencyMode;
import com.ecwid.consul.v1.QueryParams;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvSnapshot;
import java.time.Duration;
import java.util.Optional;

/**
 * What is asked about entries. All of it is answered by the leader, once it knows that it still leads; so it is as new
 * as the newest write answered before.
 */
final class TreeReader {

    private static final String ENTRIES = "/v1/kv/";

    private final Paths paths;

    TreeReader(Paths paths) {
        this.paths = paths;
    }

    Optional<KvEntry> entry(AgentClient client, Key key) {
        return Entries.snapshot(client.get(ENTRIES + paths.path(key), now()), paths, key).entries().stream()
                .findFirst();
    }

    /** {@return the tree, for whom may read all of the store} See {@link #tree}. */
    KvSnapshot list(AgentClient client, Key prefix) {
        KvSnapshot tree = tree(client, prefix);
        mark(client);
        return tree;
    }

    /**
     * {@return the tree, of which Consul leaves out in silence what the caller may not read} Whoever may read nothing
     * must not take that for an empty store: only a call of {@link #mark} is denied to him.
     */
    KvSnapshot tree(AgentClient client, Key prefix) {
        return Entries.snapshot(
                client.get(ENTRIES + paths.path(prefix), new SingleUrlParameters("recurse"), now()), paths, prefix);
    }

    /**
     * {@return what tells this life of the store from others: the mark that {@link Incarnation} left, and when; empty if there is none
     * yet}
     */
    Optional<String> mark(AgentClient client) {
        return Entries.pairs(client.get(ENTRIES + paths.mark(), now())).stream()
                .findFirst()
                .map(mark -> mark.value() + " at " + mark.created());
    }

    /**
     * {@return the index of the tree, as soon as it is beyond {@code known} or {@code hold} is over} The answer goes no
     * deeper than to the first slash, however large the tree is, but its index counts all of it.
     */
    long index(AgentClient client, Key prefix, long known, Duration hold) {
        return index(
                client,
                prefix,
                QueryParams.Builder.builder()
                        .setConsistencyMode(ConsistencyMode.CONSISTENT)
                        .setIndex(known)
                        .setWaitTime(hold.toSeconds())
                        .build());
    }

    /** {@return the index of the tree, at once} */
    long index(AgentClient client, Key prefix) {
        return index(client, prefix, now());
    }

    private long index(AgentClient client, Key prefix, UrlParameters when) {
        return Entries.index(client.get(
                ENTRIES + paths.path(prefix),
                new SingleUrlParameters("keys"),
                new SingleUrlParameters("separator", "/"),
                when));
    }

    private static QueryParams now() {
        return new QueryParams(ConsistencyMode.CONSISTENT);
    }
}
