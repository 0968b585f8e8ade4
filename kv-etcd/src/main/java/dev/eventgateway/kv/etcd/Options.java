package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvUri;
import dev.eventgateway.kv.spi.TlsFiles;
import io.netty.handler.ssl.SslContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What a store URI asks for, checked.
 *
 * @param uri the URI itself
 * @param deadline how long a call may take
 * @param credentials who to be, if etcd asks
 * @param tls how to encrypt, if at all
 */
record Options(KvUri uri, Duration deadline, Optional<Credentials> credentials, Optional<SslContext> tls) {

    /** The scheme that means TLS. */
    static final String SECURE = "etcds";

    private static final int PORT = 2379;
    private static final int HIGHEST_PORT = 65_535;
    private static final Duration LEAST_SILENCE = Duration.ofSeconds(1);
    private static final Duration MOST_SILENCE = Duration.ofSeconds(5);

    static Options of(KvUri uri) {
        boolean secure = uri.scheme().equals(SECURE);
        List<String> known = new ArrayList<>(Credentials.OPTIONS);
        known.addAll(secure ? TlsFiles.OPTIONS : List.of());
        uri.requireOnly(known);
        uri.endpoints().forEach(Options::hostAndPort);
        Optional<SslContext> tls = secure ? Optional.of(Tls.of(TlsFiles.of(uri))) : Optional.empty();
        return new Options(uri, uri.deadline(), Credentials.of(uri), tls);
    }

    /**
     * {@return the endpoints as the client wants them, in an order of chance} It keeps to the first that takes a connection, so
     * this spreads many clients over a cluster, and lets one that starts again leave a server behind that only listens.
     */
    String target() {
        List<String> endpoints = new ArrayList<>(
                uri.endpoints().stream().map(Options::hostAndPort).toList());
        Collections.shuffle(endpoints);
        return "ip:///" + String.join(",", endpoints).replace("[", "%5B").replace("]", "%5D");
    }

    /** {@return how long a server may be silent until it counts as lost} */
    Duration silence() {
        Duration most = deadline.compareTo(MOST_SILENCE) < 0 ? deadline : MOST_SILENCE;
        return most.compareTo(LEAST_SILENCE) < 0 ? LEAST_SILENCE : most;
    }

    private static String hostAndPort(String endpoint) {
        try {
            URI parsed = new URI("http://" + endpoint);
            int port = parsed.getPort() == -1 ? PORT : parsed.getPort();
            String bare = parsed.getPort() == -1 ? parsed.getHost() : parsed.getHost() + ":" + port;
            if (!endpoint.equals(bare) || port == 0 || port > HIGHEST_PORT) {
                throw unreadable(endpoint);
            }
            return parsed.getHost() + ":" + port;
        } catch (URISyntaxException wrong) {
            throw unreadable(endpoint);
        }
    }

    private static KvException unreadable(String endpoint) {
        return new KvException(
                KvException.Reason.INVALID, "store endpoint \"" + endpoint + "\": expected host or host:port");
    }
}
