package dev.eventgateway.kv.consul;

import com.ecwid.consul.transport.HttpResponse;
import com.ecwid.consul.v1.OperationException;
import com.google.gson.Gson;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What Consul answers to a question about entries. */
final class Entries {

    private static final Gson GSON = new Gson();
    private static final int FOUND = 200;
    private static final int NONE = 404;

    private Entries() {}

    /** {@return the entries at and below {@code prefix} that Consul tells of, at its index} */
    static KvSnapshot snapshot(HttpResponse response, Paths paths, Key prefix) {
        List<KvEntry> entries = new ArrayList<>();
        for (Pair pair : pairs(response)) {
            paths.key(pair.path()).filter(key -> key.startsWith(prefix)).ifPresent(key -> entries.add(pair.entry(key)));
        }
        entries.sort(Comparator.comparing(KvEntry::key));
        return new KvSnapshot(index(response), entries);
    }

    /** {@return the entries that Consul tells of, as they are} Believes only what {@link #index} does. */
    static List<Pair> pairs(HttpResponse response) {
        index(response);
        if (response.getStatusCode() == NONE) {
            return List.of();
        }
        Pair[] pairs = GSON.fromJson(response.getContent(), Pair[].class);
        return pairs == null ? List.of() : List.of(pairs);
    }

    /**
     * {@return the index that Consul answers with} Only Consul does, and only a server that knows its leader is
     * believed: no other answer must be taken for an empty store.
     */
    static long index(HttpResponse response) {
        boolean told = response.getStatusCode() == FOUND || response.getStatusCode() == NONE;
        if (!told || response.getConsulIndex() == null || response.isConsulKnownLeader() == null) {
            throw new OperationException(response);
        }
        if (!response.isConsulKnownLeader()) {
            throw new KvException(KvException.Reason.UNAVAILABLE, "Consul knows no leader");
        }
        return response.getConsulIndex();
    }
}
