package dev.eventgateway.server.upstream.http2;

import static io.undertow.util.Headers.ACCEPT;
import static io.undertow.util.Headers.ACCEPT_CHARSET;
import static io.undertow.util.Headers.ACCEPT_ENCODING;
import static io.undertow.util.Headers.ACCEPT_LANGUAGE;
import static io.undertow.util.Headers.CACHE_CONTROL;
import static io.undertow.util.Headers.CONTENT_ENCODING;
import static io.undertow.util.Headers.CONTENT_LENGTH;
import static io.undertow.util.Headers.CONTENT_TYPE;
import static io.undertow.util.Headers.EXPECT;
import static io.undertow.util.Headers.PRAGMA;
import static io.undertow.util.Headers.USER_AGENT;
import static io.undertow.util.Headers.X_FORWARDED_PROTO;

import dev.eventgateway.event.Headers;
import dev.eventgateway.server.upstream.protocol.HeaderMaps;
import dev.eventgateway.server.upstream.protocol.RequestHead;
import io.undertow.protocols.http2.HpackEncoder;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.util.Set;

/** Packs the heads of requests, and trailers. All that are sent, in order: each may refer to those before. */
final class HeadWriter {

    /** No server may make it use more memory. */
    private static final int TABLE = 4_096;

    /**
     * What goes into the table, which all callers share: what comes again and is no secret. Who could guess at others' headers would see
     * by the length of what is sent whether he is right.
     */
    private static final Set<HttpString> KEPT = Set.of(
            PseudoHeaders.METHOD,
            PseudoHeaders.SCHEME,
            PseudoHeaders.AUTHORITY,
            ACCEPT,
            ACCEPT_CHARSET,
            ACCEPT_ENCODING,
            ACCEPT_LANGUAGE,
            CACHE_CONTROL,
            CONTENT_ENCODING,
            CONTENT_TYPE,
            EXPECT,
            PRAGMA,
            USER_AGENT,
            X_FORWARDED_PROTO);

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
    ByteBuffer write(RequestHead head) {
        HeaderMap headers = new HeaderMap()
                .put(PseudoHeaders.METHOD, head.method())
                .put(PseudoHeaders.SCHEME, "https")
                .put(PseudoHeaders.AUTHORITY, head.authority())
                .put(PseudoHeaders.PATH, head.target());
        if (head.length() > 0) {
            headers.put(CONTENT_LENGTH, head.length());
        }
        head.forEach((name, value) -> headers.add(HttpString.tryFromString(name), value));
        return pack(headers);
    }

    /** {@return the block of trailers, valid until the next one} */
    ByteBuffer writeTrailers(Headers trailers) {
        return pack(HeaderMaps.write(trailers));
    }

    private ByteBuffer pack(HeaderMap headers) {
        block.clear();
        while (encoder.encode(headers, block) != HpackEncoder.State.COMPLETE) {
            block = ByteBuffer.allocate(2 * block.capacity()).put(block.flip());
        }
        return block.flip();
    }
}
