package dev.eventgateway.kv.consul;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvUri;
import dev.eventgateway.kv.Secret;
import dev.eventgateway.kv.spi.TlsFiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a store URI asks for, checked.
 *
 * @param uri the URI itself
 * @param agents at least one
 * @param deadline how long a call may take
 * @param token what to show to Consul with each request
 * @param tls with which certificates to speak TLS; in the clear if empty
 */
record Options(KvUri uri, List<Agent> agents, Duration deadline, Optional<Secret> token, Optional<TlsFiles> tls) {

    /** The schemes of URIs: in the clear, and with TLS. */
    static final List<String> SCHEMES = List.of("consul", "consuls");

    private static final String TOKEN = "token";

    private static final Duration LONGEST_DEADLINE = Duration.ofHours(1);
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(10);
    private static final Duration SHORTEST_HOLD = Duration.ofSeconds(1);

    Options {
        agents = List.copyOf(agents);
    }

    static Options of(KvUri uri) {
        boolean secure = uri.scheme().equals(SCHEMES.get(1));
        uri.requireOnly(known(secure));
        if (uri.deadline().compareTo(LONGEST_DEADLINE) > 0) {
            throw new KvException(
                    KvException.Reason.INVALID,
                    "store option timeout=" + uri.deadline().toMinutes() + "m: expected at most "
                            + LONGEST_DEADLINE.toMinutes() + "m");
        }
        // By their addresses, as the JDK makes the code of a record's hashCode when it is first called: each start
        // would wait for it.
        Map<String, Agent> agents = new LinkedHashMap<>();
        for (String endpoint : uri.endpoints()) {
            Agent agent = Agent.at(endpoint, secure ? "https" : "http");
            agents.put(agent.toString(), agent);
        }
        Optional<TlsFiles> tls = secure ? Optional.of(TlsFiles.of(uri)) : Optional.empty();
        return new Options(uri, List.copyOf(agents.values()), uri.deadline(), uri.secret(TOKEN), tls);
    }

    private static List<String> known(boolean secure) {
        List<String> known = new ArrayList<>(KvUri.secretOptions(TOKEN));
        known.addAll(secure ? TlsFiles.OPTIONS : List.of());
        return known;
    }

    /** {@return how long Consul may hold back the answer to a watch while nothing changes; whole seconds} */
    Duration hold() {
        Duration hold = Duration.ofSeconds(deadline.multipliedBy(2).toSeconds());
        if (hold.compareTo(LONGEST_HOLD) > 0) {
            return LONGEST_HOLD;
        }
        return hold.compareTo(SHORTEST_HOLD) < 0 ? SHORTEST_HOLD : hold;
    }

    /**
     * {@return how long a line may be silent while Consul holds back an answer; it adds up to a sixteenth to {@link
     * #hold}}
     */
    Duration silence() {
        return hold().multipliedBy(17).dividedBy(16).plus(deadline);
    }
}
