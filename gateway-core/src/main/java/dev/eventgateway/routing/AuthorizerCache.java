package dev.eventgateway.routing;

import dev.eventgateway.function.TimeSpan;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * For how long what an authorizer says is taken for known, for all events of its type whose requests have these headers in
 * common. Only for an authorizer that decides by nothing else.
 *
 * @param ttl a time up to a day, such as {@code 500ms}, {@code 30s} or {@code 5m}
 * @param headers names of request headers; at least one
 */
public record AuthorizerCache(String ttl, List<String> headers) {

    private static final long LONGEST = 86_400_000;
    private static final int MOST_HEADERS = 16;
    private static final Pattern HEADER = Pattern.compile("[a-zA-Z0-9!#$%&'*+.^_`|~-]{1,255}");

    /** Copies {@code headers}. */
    public AuthorizerCache {
        headers = List.copyOf(headers);
    }

    /** {@return what is wrong with this, empty if nothing} */
    public Optional<String> problem() {
        if (ttlMillis() == 0) {
            return Optional.of("expected a ttl up to 24h, such as 500ms, 30s or 5m");
        }
        boolean named = headers.stream().allMatch(name -> HEADER.matcher(name).matches());
        return headers.isEmpty() || headers.size() > MOST_HEADERS || !named
                ? Optional.of("expected from 1 to " + MOST_HEADERS + " names of headers")
                : Optional.empty();
    }

    /** {@return the time in milliseconds; 0, which keeps nothing, if it is none that may be} */
    public long ttlMillis() {
        long millis = new TimeSpan(ttl).millis().orElse(0);
        return millis <= LONGEST ? millis : 0;
    }
}
