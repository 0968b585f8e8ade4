package dev.eventgateway.server.upstream.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The way into the client of HTTP/2, for bytes from a fuzzer: whatever a server says, nothing but a failure that is declared comes out, each
 * request has one end, and so has the connection; what is held for the server is bounded. The same bytes in other pieces mean the same.
 */
public final class FuzzedHttp2 {

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** As {@link FrameWriter} promises, and what is added before somebody looks: a frame, or the head of a request. */
    private static final int MOST_HELD = 1024 * 1024 + FuzzScript.MOST_CALLS * HeadReader.MOST + 64 * 1024;

    private FuzzedHttp2() {}

    /** What a server says on a connection, after what {@link FuzzScript} tells of. */
    public static void connection(byte[] input) {
        FuzzScript script = FuzzScript.of(input);
        FuzzedClient whole = after(script, List.of(script.said()), false);
        FuzzedClient cut = after(script, script.pieces(), false);
        assertThat(cut.news()).isEqualTo(whole.news());
        checkAlike(frames(whole.transport().taken()), frames(cut.transport().taken()));
        frames(after(script, script.pieces(), true).transport().taken());
    }

    private static FuzzedClient after(FuzzScript script, List<ByteBuffer> pieces, boolean busy) {
        FuzzedClient client = new FuzzedClient(script, busy);
        client.hear(pieces);
        assertThat(client.transport().mostOffered()).isLessThanOrEqualTo(MOST_HELD);
        return client;
    }

    /** {@return all that was sent, but for a farewell: whether there is one depends on what else was still to be sent} */
    private static byte[] frames(byte[] sent) {
        if (sent.length == 0) {
            return sent;
        }
        assertThat(sent).startsWith(PREFACE);
        ByteBuffer frames = ByteBuffer.wrap(sent).position(PREFACE.length);
        while (frames.hasRemaining()) {
            int start = frames.position();
            int length = frames.getInt(start) >>> 8;
            assertThat(length).isLessThanOrEqualTo(Wire.MAX_PAYLOAD);
            frames.position(start + Wire.HEAD + length);
            if (sent[start + 3] == Wire.GOAWAY) {
                assertThat(frames.hasRemaining()).as("frames after a farewell").isFalse();
                return Arrays.copyOf(sent, start);
            }
        }
        return sent;
    }

    /** At an end by force one may not have sent all that it had. */
    private static void checkAlike(byte[] one, byte[] other) {
        int common = Math.min(one.length, other.length);
        assertThat(Arrays.copyOf(one, common)).isEqualTo(Arrays.copyOf(other, common));
    }
}
