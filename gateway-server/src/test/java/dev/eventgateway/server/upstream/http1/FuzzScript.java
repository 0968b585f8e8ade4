package dev.eventgateway.server.upstream.http1;

import dev.eventgateway.server.upstream.FuzzInput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What is done on a connection.
 *
 * @param taking how many bytes the server takes at once; zero if it takes none at all
 * @param calls the requests, one after the other
 */
record FuzzScript(int taking, List<Call> calls) {

    /** Ends what the server says to one request. */
    private static final byte SEPARATOR = 0x1e;

    private static final int[] TAKING = {Integer.MAX_VALUE, Integer.MAX_VALUE, 7, 0};
    private static final int FLOOD = 0xe0;

    /** What is sent. */
    enum Request {
        GET("GET"),
        HEAD("HEAD"),
        POST("POST"),
        POST_IN_CHUNKS("POST");

        final String method;

        Request(String method) {
            this.method = method;
        }
    }

    /** How an answer is read. */
    enum Reading {
        AT_ONCE,
        IN_SIPS,
        /** A sip, a pause, and again. */
        IN_TURNS,
        /** Not before all is said. */
        LATER,
        NEVER
    }

    /**
     * A request, and its answer.
     *
     * @param begun whether of the request's body there is a part only
     * @param said the answer
     * @param pieces the same in pieces
     */
    record Call(Request request, Reading reading, boolean begun, ByteBuffer said, List<ByteBuffer> pieces) {

        private static final List<Request> REQUESTS = List.of(Request.values());
        private static final List<Reading> READINGS = List.of(Reading.values());
        private static final int BEGUN = 0x20;

        static Call of(int number, ByteBuffer said, int... sizes) {
            return new Call(
                    REQUESTS.get(number & 3),
                    READINGS.get((number >> 2 & 7) % READINGS.size()),
                    (number & BEGUN) != 0,
                    said,
                    FuzzInput.pieces(said, sizes));
        }

        boolean hasBody() {
            return request.method.equals("POST");
        }

        /** {@return the same, read at once if at all} */
        Call atOnce() {
            return new Call(request, reading == Reading.NEVER ? reading : Reading.AT_ONCE, begun, said, List.of(said));
        }
    }

    /**
     * {@return what a fuzzer's bytes tell} The first one holds flags and how many requests there are. Then comes a byte for each of these, the
     * number of sizes and the sizes of pieces, and the answers. Of a flood there is first how many bytes of that are said once.
     */
    static FuzzScript of(byte[] bytes) {
        FuzzInput input = new FuzzInput(bytes);
        int flags = input.next();
        int[] requests = new int[1 + (flags >> 2 & 3)];
        for (int at = 0; at < requests.length; at++) {
            requests[at] = input.next();
        }
        int[] sizes = input.sizes();
        ByteBuffer said = flags >= FLOOD ? input.flood() : input.rest();
        List<Call> calls = new ArrayList<>();
        for (int request : requests) {
            calls.add(Call.of(request, answer(said, calls.size() == requests.length - 1), sizes));
        }
        return new FuzzScript(TAKING[flags & 3], List.copyOf(calls));
    }

    /** {@return what is said up to the next separator, or to the end} */
    private static ByteBuffer answer(ByteBuffer said, boolean last) {
        int begin = said.position();
        while (said.hasRemaining()) {
            if (said.get() == SEPARATOR && !last) {
                return said.slice(begin, said.position() - 1 - begin);
            }
        }
        return said.slice(begin, said.position() - begin);
    }

    /** {@return the same with answers that are whole, and read at once if at all} */
    FuzzScript atOnce() {
        return new FuzzScript(taking, calls.stream().map(Call::atOnce).toList());
    }
}
