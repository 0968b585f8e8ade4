package dev.eventgateway.server.upstream.http2;

import dev.eventgateway.server.upstream.FuzzInput;
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
    static FuzzScript of(byte[] bytes) {
        FuzzInput input = new FuzzInput(bytes);
        int flags = input.next();
        List<Call> calls = new ArrayList<>();
        for (int count = (flags >> 2 & 7) % (MOST_CALLS + 1); count > 0; count--) {
            calls.add(Call.of(input.next()));
        }
        int[] sizes = input.sizes();
        ByteBuffer said = flags >= FLOOD ? input.flood() : input.rest();
        return new FuzzScript(
                (flags & SILENT) == 0, (flags & STALLED) == 0, calls, said, FuzzInput.pieces(said, sizes));
    }
}
