package dev.eventgateway.event;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Headers that belong to one connection, and those that say how long a body is: whoever hands a message on makes his own. */
public final class ConnectionHeaders {

    private static final Set<String> ALWAYS = Set.of(
            "connection",
            "content-length",
            "http2-settings",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private ConnectionHeaders() {}

    /** {@return the names, in lower case, of headers that must not be handed on with {@code headers}} */
    public static Set<String> in(Headers headers) {
        Set<String> all = ALWAYS;
        for (String value : headers.all("Connection")) {
            for (String name : value.split(",", -1)) {
                String lower = name.strip().toLowerCase(Locale.ROOT);
                if (!all.contains(lower)) {
                    all = all == ALWAYS ? new HashSet<>(ALWAYS) : all;
                    all.add(lower);
                }
            }
        }
        return all;
    }
}
