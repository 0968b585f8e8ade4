package dev.eventgateway.server.upstream.http1;

import dev.eventgateway.event.Headers;
import dev.eventgateway.server.http.HeaderSyntax;
import java.io.IOException;

/** The lines of a head, or behind a body, as they are read. */
final class Fields {

    /** What each counts beside its text, as with HTTP/2: without that there could be tens of thousands. */
    private static final int OVERHEAD = 32;

    private final Headers.Builder fields = Headers.builder();
    private int size;

    /**
     * Adds a line.
     *
     * @throws IOException if it is no field, or one too many; also if it goes on with the one before, which was given up long ago
     */
    void add(String line) throws IOException {
        int colon = line.indexOf(':');
        String name = line.substring(0, Math.max(colon, 0));
        String value = trim(line.substring(colon + 1));
        if (!HeaderSyntax.isToken(name) || !HeaderSyntax.isOneLine(value)) {
            throw new IOException("the function sent a header that HTTP does not allow");
        }
        size += line.length() + OVERHEAD;
        if (size > Input.MOST) {
            throw new IOException("the function sent more headers than fit into " + Input.MOST + " bytes");
        }
        fields.add(name, value);
    }

    /** {@return it without blanks and tabs around it} Whatever else is white is a part of it: others may take it for that. */
    static String trim(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && isBlank(text.charAt(begin))) {
            begin++;
        }
        while (begin < end && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    private static boolean isBlank(char each) {
        return each == ' ' || each == '\t';
    }

    Headers all() {
        return fields.build();
    }
}
