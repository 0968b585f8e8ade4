package dev.eventgateway.server.upstream.protocol;

import dev.eventgateway.event.Headers;
import dev.eventgateway.server.http.HeaderSyntax;
import java.util.List;

/**
 * The head of a final answer.
 *
 * @param status 200 or more
 */
public record AnswerHead(int status, Headers headers) {

    private static final String LENGTH = "Content-Length";
    private static final String CODING = "Transfer-Encoding";

    /** {@return whether nobody can take the body for longer or shorter than others do} */
    public boolean hasClearLength() {
        List<String> codings = headers.all(CODING);
        if (!codings.isEmpty()) {
            return codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked");
        }
        List<String> lengths = headers.all(LENGTH);
        return lengths.isEmpty() || (lengths.size() == 1 && HeaderSyntax.isLength(lengths.get(0)));
    }

    /** {@return whether the body comes in a transfer encoding} */
    public boolean isEncoded() {
        return !headers.all(CODING).isEmpty();
    }

    /** {@return how long the body is said to be; negative if nobody said, or not clearly} Beside a transfer encoding a length counts for nothing. */
    public long length() {
        List<String> lengths = headers.all(LENGTH);
        return lengths.isEmpty() || isEncoded() || !HeaderSyntax.isLength(lengths.get(0))
                ? -1
                : Long.parseLong(lengths.get(0));
    }
}
