package dev.eventgateway.server.upstream;

import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.HttpFunctionProvider;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The address of one function.
 *
 * @param origin whom to connect to
 * @param authority the value of the {@code Host} header
 * @param path raw path and query
 */
record Target(Origin origin, String authority, String path) {

    /**
     * Whom to connect to.
     *
     * @param secure whether to speak TLS
     * @param host a name, or an address without brackets
     * @param port a TCP port
     * @param connectTime how long that may take, if a document says so
     */
    record Origin(boolean secure, String host, int port, Optional<Duration> connectTime) {}

    /** {@return the address in the document of that function, which passed the check of its type} */
    static Target of(FunctionSpec function) {
        URI uri = HttpFunctionProvider.address(function);
        boolean secure = "https".equalsIgnoreCase(uri.getScheme());
        int port = uri.getPort() > 0 ? uri.getPort() : secure ? 443 : 80;
        String host = uri.getHost().startsWith("[")
                ? uri.getHost().substring(1, uri.getHost().length() - 1)
                : uri.getHost();
        return new Target(
                new Origin(secure, host, port, function.protection().connectTime()), uri.getRawAuthority(), path(uri));
    }

    private static String path(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }
}
