package dev.eventgateway.server.upstream.http2;

import io.undertow.protocols.http2.HpackEncoder;
import io.undertow.protocols.http2.Http2Channel;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.util.Set;

/** Packs the heads of requests, and trailers. All that are sent, in order: each may refer to those before. */
final class HeadWriter {

    /** No server may make it use more memory. */
    private static final int TABLE = 4_096;

    /** Secrets, which nobody is to guess by the length of what is sent, and what is never twice the same. */
    private static final Set<HttpString> NOT_KEPT = Set.of(
            Http2Channel.PATH,
            Headers.AUTHORIZATION,
            Headers.COOKIE,
            Headers.CONTENT_LENGTH,
            Headers.DATE,
            Headers.IF_NONE_MATCH);

    private final HpackEncoder encoder = new HpackEncoder(TABLE, new HpackEncoder.HpackHeaderFunction() {
        @Override
        public boolean shouldUseIndexing(HttpString name, String value) {
            return !NOT_KEPT.contains(name);
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

    /** The server keeps a table of that size for what it is sent. */
    void tableSize(long size) {
        encoder.setMaxTableSize((int) Math.min(size, TABLE));
    }

    /** {@return the block, valid until the next one} Headers that belong to connections are left out. */
    ByteBuffer write(HeaderMap headers) {
        block.clear();
        while (encoder.encode(headers, block) != HpackEncoder.State.COMPLETE) {
            block = ByteBuffer.allocate(2 * block.capacity()).put(block.flip());
        }
        return block.flip();
    }
}
