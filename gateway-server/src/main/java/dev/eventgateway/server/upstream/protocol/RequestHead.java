package dev.eventgateway.server.upstream.protocol;

import dev.eventgateway.server.http.HeaderSyntax;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** The head of a request. The length of a body, and what belongs to the connection, adds who sends it. Not safe for use by several threads. */
public final class RequestHead {

    /** As many fields as nearly all requests have. */
    private static final int USUAL = 16;

    private final String method;
    private final String authority;
    private final String target;
    private final long length;
    /** Names and values in turn. */
    private final List<String> fields = new ArrayList<>(2 * USUAL);

    /**
     * A head without fields.
     *
     * @param authority host and port, as the server is to see them
     * @param target path and query, as they are to be sent
     * @param length how long the body is: zero if there is none, negative if only its end will tell
     */
    public RequestHead(String method, String authority, String target, long length) {
        this.method = method;
        this.authority = authority;
        this.target = target;
        this.length = length;
    }

    /** Adds a field; not one whose name HTTP does not allow: it means nothing, and servers end the connection for it. */
    public RequestHead add(String name, String value) {
        if (HeaderSyntax.isToken(name)) {
            fields.add(name);
            fields.add(HeaderSyntax.isOneLine(value) ? value : value.replaceAll("[\r\n\0]", " "));
        }
        return this;
    }

    /** {@return the method, as it is to be sent} */
    public String method() {
        return method;
    }

    /** {@return host and port} */
    public String authority() {
        return authority;
    }

    /** {@return path and query} */
    public String target() {
        return target;
    }

    /** {@return how long the body is: zero if there is none, negative if only its end will tell} */
    public long length() {
        return length;
    }

    /** Visits each field, in the order in which they were added. */
    public void forEach(BiConsumer<String, String> visitor) {
        for (int at = 0; at < fields.size(); at += 2) {
            visitor.accept(fields.get(at), fields.get(at + 1));
        }
    }
}
