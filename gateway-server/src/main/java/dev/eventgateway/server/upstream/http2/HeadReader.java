package dev.eventgateway.server.upstream.http2;

import dev.eventgateway.event.Headers;
import dev.eventgateway.server.http.HeaderSyntax;
import io.undertow.protocols.http2.HpackDecoder;
import io.undertow.protocols.http2.HpackException;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.util.Set;

/** Reads the heads of answers, and trailers. All that arrive, in order: each may refer to those before. */
final class HeadReader {

    /** How large a head may be, packed and unpacked: as large as one of HTTP/1.1. */
    static final int MOST = 64 * 1024;

    /** What RFC 7541 counts for each header beside its name and its value. */
    private static final int OVERHEAD = 32;

    private static final String STATUS = ":status";
    private static final Set<String> OF_CONNECTIONS =
            Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

    /**
     * A head.
     *
     * @param status the status; negative in trailers
     * @param isSound whether it is one that HTTP/2 allows
     */
    record Head(int status, Headers headers, boolean isSound) {}

    private final HpackDecoder decoder = new HpackDecoder();
    private Headers.Builder headers = Headers.builder();
    private boolean begun;
    private int status;
    private int size;
    private boolean sound;

    HeadReader() {
        decoder.setHeaderEmitter((name, value, neverIndexed) -> add(name, value));
    }

    Head read(ByteBuffer block) throws ConnectionError {
        headers = Headers.builder();
        begun = false;
        status = -1;
        size = 0;
        sound = true;
        try {
            decoder.decode(block, false);
        } catch (HpackException | RuntimeException broken) {
            // Of what is not HPACK the decoder makes other exceptions, too.
            throw new ConnectionError(Wire.COMPRESSION_ERROR, "a head that cannot be read: " + broken);
        }
        if (block.hasRemaining()) {
            // Of some that end too early it only leaves the rest.
            throw new ConnectionError(Wire.COMPRESSION_ERROR, "a head that ends in the middle");
        }
        return new Head(status, headers.build(), sound);
    }

    private void add(HttpString name, String value) {
        String text = name.toString();
        size += text.length() + value.length() + OVERHEAD;
        if (size > MOST) {
            sound = false;
        } else if (text.equals(STATUS)) {
            sound &= status < 0 && !begun && isStatus(value);
            status = sound ? Integer.parseInt(value) : 0;
        } else {
            sound &= isName(text) && HeaderSyntax.isOneLine(value) && !OF_CONNECTIONS.contains(text);
            begun = true;
            headers.add(text, value);
        }
    }

    private static boolean isStatus(String value) {
        return value.length() == 3
                && value.chars().allMatch(each -> each >= '0' && each <= '9')
                && value.charAt(0) != '0';
    }

    /** In small letters, as all names of HTTP/2 are. */
    private static boolean isName(String name) {
        return HeaderSyntax.isToken(name) && name.chars().noneMatch(each -> each >= 'A' && each <= 'Z');
    }
}
