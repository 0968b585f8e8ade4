package dev.eventgateway.server.upstream;

import dev.eventgateway.event.Headers;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a server keeps a connection open between two requests. */
final class KeepAlive {

    private static final Pattern TIMEOUT = Pattern.compile("(?i)timeout=\"?([0-9]{1,6})");

    private KeepAlive() {}

    /** {@return one second less than the server announces, and {@code most} at most} So it is never used while it closes. */
    static Duration of(Headers headers, Duration most) {
        List<String> announced = headers.all("Keep-Alive");
        if (announced.isEmpty()) {
            return most;
        }
        Matcher matcher = TIMEOUT.matcher(announced.get(0));
        if (!matcher.find()) {
            return most;
        }
        Duration less = Duration.ofSeconds(Integer.parseInt(matcher.group(1)) - 1L);
        return less.compareTo(most) < 0 ? less : most;
    }
}
