package dev.eventgateway.server.upstream.http2;

import dev.eventgateway.server.http.HeaderSyntax;
import io.undertow.protocols.http2.HpackEncoder;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Packs the heads of requests, and trailers. All that are sent, in order: each may refer to those before. */
final class HeadWriter {

    /** No server may make it use more memory. */
    private static final int TABLE = 4_096;

    private static final Set<HttpString> OF_REQUESTS =
            Set.of(PseudoHeaders.METHOD, PseudoHeaders.SCHEME, PseudoHeaders.AUTHORITY, PseudoHeaders.PATH);

    /**
     * What goes into the table, which all callers share: what comes again and is no secret. Who could guess at others' headers would see
     * by the length of what is sent whether he is right.
     */
    private static final Set<HttpString> KEPT = Set.of(
            PseudoHeaders.METHOD,
            PseudoHeaders.SCHEME,
            PseudoHeaders.AUTHORITY,
            Headers.ACCEPT,
            Headers.ACCEPT_CHARSET,
            Headers.ACCEPT_ENCODING,
            Headers.ACCEPT_LANGUAGE,
            Headers.CACHE_CONTROL,
            Headers.CONTENT_ENCODING,
            Headers.CONTENT_TYPE,
            Headers.EXPECT,
            Headers.PRAGMA,
            Headers.USER_AGENT,
            Headers.X_FORWARDED_PROTO);

    private final HpackEncoder encoder = new HpackEncoder(TABLE, new HpackEncoder.HpackHeaderFunction() {
        @Override
        public boolean shouldUseIndexing(HttpString name, String value) {
            return KEPT.contains(name);
        }

        @Override
        public boolean shouldUseHuffman(HttpString name, String value) {
            return HpackEncoder.DEFAULT_HEADER_FUNCTION.shouldUseHuffman(name, value);
        }

        @Override
        public boolean shouldUseHuffman(HttpString name) {
            return HpackEncoder.DEFAULT_HEADER_FUNCTION.shouldUseHuffman(name);
        }
    });

    private ByteBuffer block = ByteBuffer.allocate(4 * 1024);
    private int tableSize = TABLE;

    /**
     * The server keeps a table of that size for what it is sent. Once smaller it stays so: of a size that went down and up again between
     * two heads Undertow's encoder tells the server, and does not do the same itself.
     */
    void tableSize(long size) {
        if (size < tableSize) {
            tableSize = (int) size;
            encoder.setMaxTableSize(tableSize);
        }
    }

    /** {@return the block of a request's head, valid until the next one} Headers that belong to connections are left out. */
    ByteBuffer write(HeaderMap headers) {
        return pack(headers, OF_REQUESTS);
    }

    /** {@return the block of trailers, valid until the next one} */
    ByteBuffer writeTrailers(HeaderMap trailers) {
        return pack(trailers, Set.of());
    }

    private ByteBuffer pack(HeaderMap headers, Set<HttpString> allowed) {
        dropUnnamed(headers, allowed);
        block.clear();
        while (encoder.encode(headers, block) != HpackEncoder.State.COMPLETE) {
            block = ByteBuffer.allocate(2 * block.capacity()).put(block.flip());
        }
        return block.flip();
    }

    /** What HTTP does not know as a name means nothing, and servers end the connection for it. */
    private static void dropUnnamed(HeaderMap headers, Set<HttpString> allowed) {
        List<HttpString> unnamed = new ArrayList<>();
        for (HeaderValues each : headers) {
            HttpString name = each.getHeaderName();
            if (!HeaderSyntax.isToken(name.toString()) && !allowed.contains(name)) {
                unnamed.add(name);
            }
        }
        unnamed.forEach(headers::remove);
    }
}
