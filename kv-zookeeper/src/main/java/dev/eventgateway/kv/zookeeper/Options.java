package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvUri;
import java.time.Duration;
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

    static Options of(KvUri uri) {
        uri.requireOnly("sessionTimeout");
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
            // A path there would become ZooKeeper's own kind of prefix, which has to exist beforehand.
            if (new ConnectStringParser(connectString(uri)).getChrootPath() != null) {
                throw new IllegalArgumentException("found a path");
            }
        } catch (IllegalArgumentException wrong) {
            throw new KvException(
                    KvException.Reason.INVALID,
                    "store URI names no server that ZooKeeper's client understands (" + wrong.getMessage()
                            + "), expected zk://host:port,host:port/prefix",
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
