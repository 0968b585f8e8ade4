package dev.eventgateway.server.upstream;

import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a server keeps a connection open between two requests. */
final class KeepAlive {

    private static final Pattern TIMEOUT = Pattern.compile("(?i)timeout=\"?([0-9]{1,6})");

    private KeepAlive() {}

    /** {@return one second less than the server announces, and {@code most} at most} So it is never used while it closes. */
    static Duration of(HeaderMap headers, Duration most) {
        String announced = headers.getFirst(Headers.KEEP_ALIVE);
        if (announced == null) {
            return most;
        }
        Matcher matcher = TIMEOUT.matcher(announced);
        if (!matcher.find()) {
            return most;
        }
        Duration less = Duration.ofSeconds(Integer.parseInt(matcher.group(1)) - 1L);
        return less.compareTo(most) < 0 ? less : most;
    }
}
