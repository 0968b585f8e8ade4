package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvUri;
import dev.eventgateway.kv.spi.TlsFiles;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.data.ACL;

/**
 * What a store URI asks for, checked.
 *
 * @param uri the URI itself
 * @param deadline how long a call may take
 * @param sessionTimeout what is asked of the servers
 * @param credentials who to be
 * @param tls how to encrypt; empty if not at all
 */
record Options(
        KvUri uri,
        Duration deadline,
        Duration sessionTimeout,
        Optional<Credentials> credentials,
        Optional<SslContext> tls) {

    /** Without TLS. */
    static final String PLAIN = "zk";
    /** With TLS. */
    static final String SECURE = "zks";

    private static final String SESSION_TIMEOUT_OPTION = "sessionTimeout";
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LONGEST_SESSION = Duration.ofHours(1);

    static Options of(KvUri uri) {
        boolean secure = uri.scheme().equals(SECURE);
        uri.requireOnly(names(secure));
        requireEndpoints(uri);
        Optional<SslContext> tls = secure ? Optional.of(Tls.of(TlsFiles.of(uri))) : Optional.empty();
        return new Options(uri, uri.deadline(), sessionTimeout(uri), Credentials.of(uri), tls);
    }

    /** {@return the endpoints as ZooKeeper's client wants them} */
    String connectString() {
        return connectString(uri);
    }

    /** {@return who may do what to the nodes that the store makes: only itself; without credentials everybody} */
    List<ACL> acl() {
        return credentials.isPresent() ? Ids.CREATOR_ALL_ACL : Ids.OPEN_ACL_UNSAFE;
    }

    private static List<String> names(boolean secure) {
        List<String> names = new ArrayList<>(List.of(SESSION_TIMEOUT_OPTION));
        names.addAll(Credentials.OPTIONS);
        names.addAll(secure ? TlsFiles.OPTIONS : List.of());
        return names;
    }

    private static Duration sessionTimeout(KvUri uri) {
        Duration asked = uri.duration(SESSION_TIMEOUT_OPTION).orElse(SESSION_TIMEOUT);
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
                            + "), expected " + uri.scheme() + "://host:port,host:port/prefix",
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
