package dev.eventgateway.server.upstream.http2;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What is done on a connection.
 *
 * @param greets whether the server has said how it speaks before all else, so that there are requests
 * @param takesAll whether it takes what it is sent, or nothing
 * @param calls the requests
 * @param said what it says
 * @param pieces the same in pieces
 */
record FuzzScript(boolean greets, boolean takesAll, List<Call> calls, ByteBuffer said, List<ByteBuffer> pieces) {

    static final int MOST_CALLS = 4;

    private static final int SILENT = 1;
    private static final int STALLED = 2;
    private static final int FLOOD = 0xe0;
    private static final int MOST_SIZES = 16;
    /** More than a stream's window, and more than {@link Progress#MOST} frames. */
    private static final int MOST_REPEATED = 100_000;

    private static final int BYTE = 0xff;

    /** What is sent. */
    enum Request {
        GET,
        HEAD,
        POST,
        /** Of its body there is a part only. */
        BEGUN_POST
    }

    /** What is done when there is an answer. */
    enum Reaction {
        READ,
        CANCEL,
        END_REQUEST,
        ASK_AGAIN
    }

    record Call(Request request, Reaction reaction) {

        private static final List<Request> REQUESTS =
                List.of(Request.GET, Request.HEAD, Request.POST, Request.BEGUN_POST);
        private static final List<Reaction> REACTIONS =
                List.of(Reaction.READ, Reaction.CANCEL, Reaction.END_REQUEST, Reaction.ASK_AGAIN);

        static Call of(int number) {
            return new Call(REQUESTS.get(number & 3), REACTIONS.get(number >> 2 & 3));
        }
    }

    /**
     * {@return what a fuzzer's bytes tell} The first one holds flags and how many requests there are. Then comes a byte for each of these, the
     * number of sizes and the sizes of pieces, and what the server says. Of a flood there is first how many bytes of that are said once.
     */
    static FuzzScript of(byte[] input) {
        ByteBuffer bytes = ByteBuffer.wrap(input);
        int flags = next(bytes);
        List<Call> calls = new ArrayList<>();
        for (int count = (flags >> 2 & 7) % (MOST_CALLS + 1); count > 0; count--) {
            calls.add(Call.of(next(bytes)));
        }
        int[] sizes = new int[next(bytes) % MOST_SIZES];
        for (int at = 0; at < sizes.length; at++) {
            sizes[at] = next(bytes) + 1;
        }
        ByteBuffer said = flags >= FLOOD ? flood(bytes) : bytes.slice();
        return new FuzzScript((flags & SILENT) == 0, (flags & STALLED) == 0, calls, said, pieces(said, sizes));
    }

    /** The rest time and again: a fuzzer would never come to so much by itself. */
    private static ByteBuffer flood(ByteBuffer bytes) {
        int once = next(bytes);
        ByteBuffer rest = bytes.slice();
        rest.position(Math.min(once, rest.limit()));
        ByteBuffer all = ByteBuffer.allocate(rest.limit() + MOST_REPEATED);
        all.put(rest.slice(0, rest.position()));
        int length = rest.remaining();
        for (int count = length == 0 ? 0 : MOST_REPEATED / length; count > 0; count--) {
            all.put(rest.duplicate());
        }
        return all.flip().slice();
    }

    private static int next(ByteBuffer bytes) {
        return bytes.hasRemaining() ? bytes.get() & BYTE : 0;
    }

    /** Of these sizes, time and again; without any, byte by byte. */
    private static List<ByteBuffer> pieces(ByteBuffer said, int[] sizes) {
        List<ByteBuffer> pieces = new ArrayList<>();
        for (int at = 0; at < said.limit(); ) {
            int size = sizes.length == 0 ? 1 : sizes[pieces.size() % sizes.length];
            pieces.add(said.slice(at, Math.min(size, said.limit() - at)));
            at += size;
        }
        return pieces;
    }
}
