package dev.eventgateway.server.upstream.http2;

import io.undertow.util.HttpString;
import java.nio.charset.StandardCharsets;

/** What may be the name of a header. */
final class HeaderNames {

    /** Of small letters, as all names of HTTP/2 are. */
    private static final boolean[] MARKS = new boolean[128];

    static {
        for (byte each : "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII)) {
            MARKS[each] = true;
        }
    }

    private HeaderNames() {}

    /** {@return whether it is a name, in small letters} */
    static boolean isSmallToken(String name) {
        return !name.isEmpty() && name.chars().allMatch(each -> each < MARKS.length && MARKS[each]);
    }

    /** {@return whether it is a name, in any letters} */
    static boolean isToken(HttpString name) {
        for (int at = 0; at < name.length(); at++) {
            int each = name.byteAt(at);
            if (each < 0 || !(MARKS[each] || (each >= 'A' && each <= 'Z'))) {
                return false;
            }
        }
        return name.length() > 0;
    }
}
