package dev.eventgateway.server.upstream;

import dev.eventgateway.event.ConnectionHeaders;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.Headers;
import dev.eventgateway.server.http.HeaderSyntax;
import java.util.Locale;
import java.util.Set;

/** What of the headers behind a body goes on. */
final class Trailers {

    /** What decides where a message goes, who sent it, or how it is read: too late behind its body. */
    private static final Set<String> NOT_BEHIND = Set.of(
            "host",
            "authorization",
            "cookie",
            "set-cookie",
            "content-type",
            "content-encoding",
            "expect",
            "forwarded",
            "ce-" + Event.HOPS);

    private static final String FORWARDED = "x-forwarded-";

    private Trailers() {}

    /** {@return those that may follow a body} */
    static Headers of(Headers received) {
        Headers.Builder trailers = Headers.builder();
        Set<String> dropped = ConnectionHeaders.in(Headers.none());
        received.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean plain = HeaderSyntax.isToken(name) && values.stream().allMatch(HeaderSyntax::isFieldValue);
            if (plain && !dropped.contains(lower) && !isTooLate(lower)) {
                values.forEach(value -> trailers.add(name, value));
            }
        });
        return trailers.build();
    }

    /** Many servers make one variable of names that differ in {@code -} and {@code _} only. */
    private static boolean isTooLate(String lower) {
        String name = lower.replace('_', '-');
        return NOT_BEHIND.contains(name) || name.startsWith(FORWARDED);
    }
}
