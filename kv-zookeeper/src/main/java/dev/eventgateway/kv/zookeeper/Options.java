package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvUri;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.apache.zookeeper.client.ConnectStringParser;

/**
 * What a store URI asks for, checked.
 *
 * @param uri the URI itself
 * @param deadline how long a call may take
 * @param sessionTimeout what is asked of the servers
 */
record Options(KvUri uri, Duration deadline, Duration sessionTimeout) {

    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LONGEST_SESSION = Duration.ofHours(1);
    private static final Set<String> KNOWN = new TreeSet<>(Set.of("timeout", "sessionTimeout"));

    static Options of(KvUri uri) {
        uri.options().keySet().stream()
                .filter(option -> !KNOWN.contains(option))
                .findFirst()
                .ifPresent(option -> {
                    throw invalid("unknown store option \"" + option + "\" for scheme " + uri.scheme() + ", which has: "
                            + String.join(", ", KNOWN));
                });
        requireEndpoints(uri);
        return new Options(uri, uri.deadline(), sessionTimeout(uri));
    }

    /** {@return the endpoints as ZooKeeper's client wants them} */
    String connectString() {
        return connectString(uri);
    }

    private static Duration sessionTimeout(KvUri uri) {
        Duration asked = uri.duration("sessionTimeout").orElse(SESSION_TIMEOUT);
        if (asked.compareTo(LONGEST_SESSION) > 0) {
            throw invalid("store option sessionTimeout=" + asked.toMinutes() + "m: expected at most "
                    + LONGEST_SESSION.toMinutes() + "m");
        }
        return asked;
    }

    private static void requireEndpoints(KvUri uri) {
        try {
            new ConnectStringParser(connectString(uri));
        } catch (IllegalArgumentException wrong) {
            throw new KvException(
                    KvException.Reason.INVALID,
                    "store endpoint in " + uri + ": expected host or host:port, " + wrong.getMessage(),
                    wrong);
        }
    }

    private static String connectString(KvUri uri) {
        return String.join(",", uri.endpoints());
    }

    private static KvException invalid(String message) {
        return new KvException(KvException.Reason.INVALID, message);
    }
}
