package dev.eventgateway.server.upstream.protocol;

import dev.eventgateway.event.Headers;
import dev.eventgateway.server.http.HeaderSyntax;
import dev.eventgateway.server.http.ReplyRules;
import java.util.List;

/** The head of an answer. Immutable. */
public final class AnswerHead {

    private final int status;
    private final Headers headers;
    private final boolean encoded;
    private final boolean clear;
    private final long length;

    /** Reads what the headers say of the body. */
    public AnswerHead(int status, Headers headers) {
        List<String> codings = headers.all("Transfer-Encoding");
        List<String> lengths = headers.all("Content-Length");
        boolean oneLength = lengths.size() == 1 && HeaderSyntax.isLength(lengths.get(0));
        this.status = status;
        this.headers = headers;
        this.encoded = !codings.isEmpty();
        this.clear = encoded
                ? codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked")
                : oneLength || lengths.isEmpty();
        this.length = encoded || !oneLength ? -1 : Long.parseLong(lengths.get(0));
    }

    /** {@return the status} */
    public int status() {
        return status;
    }

    /** {@return all headers, those too that say something of the connection only} */
    public Headers headers() {
        return headers;
    }

    /** {@return whether nobody can take the body for longer or shorter than others do} */
    public boolean hasClearLength() {
        return clear;
    }

    /** {@return whether the body comes in a transfer encoding} */
    public boolean isEncoded() {
        return encoded;
    }

    /**
     * {@return whether a body follows}
     *
     * @param toHead whether it answers HEAD
     */
    public boolean hasBody(boolean toHead) {
        return !toHead && ReplyRules.hasBody(status);
    }

    /** {@return how long the body is said to be; negative if nobody said, or not clearly} Beside a transfer encoding a length counts for nothing. */
    public long length() {
        return length;
    }
}
