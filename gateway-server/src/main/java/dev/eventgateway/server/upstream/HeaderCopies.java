package dev.eventgateway.server.upstream;

import dev.eventgateway.event.ConnectionHeaders;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.Headers;
import dev.eventgateway.server.http.HeaderSyntax;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import java.util.Locale;
import java.util.Set;

/** What of the headers of a message goes on. */
final class HeaderCopies {

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

    private HeaderCopies() {}

    /** {@return all of them} */
    static Headers of(HeaderMap received) {
        Headers.Builder headers = Headers.builder();
        for (HeaderValues values : received) {
            for (String value : values) {
                headers.add(values.getHeaderName().toString(), value);
            }
        }
        return headers.build();
    }

    /** {@return those that may follow a body} */
    static HeaderMap trailers(HeaderMap received) {
        HeaderMap trailers = new HeaderMap();
        Set<String> dropped = ConnectionHeaders.in(Headers.none());
        for (HeaderValues values : received) {
            String name = values.getHeaderName().toString().toLowerCase(Locale.ROOT);
            boolean plain = values.stream().allMatch(HeaderSyntax::isOneLine);
            if (plain && !dropped.contains(name) && !isTooLate(name)) {
                trailers.addAll(values.getHeaderName(), values);
            }
        }
        return trailers;
    }

    private static boolean isTooLate(String name) {
        return NOT_BEHIND.contains(name) || name.startsWith(FORWARDED);
    }
}
