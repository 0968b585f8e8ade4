package dev.eventgateway.server.upstream.http1;

import dev.eventgateway.event.Headers;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the body of an answer ends. */
interface Body {

    /** {@return how much of it was read; 0 if there is nothing now, -1 at its end} */
    int read(ByteBuffer to, Input input) throws IOException;

    /** {@return whether nothing more is to be read} */
    boolean isEnded();

    /** {@return what followed it; known at its end} */
    default Headers trailers() {
        return Headers.none();
    }

    /**
     * {@return {@code count}, as a body that was to go on is read}
     *
     * @throws EOFException if it does not go on
     */
    static int more(int count) throws EOFException {
        if (count < 0) {
            throw new EOFException("the function closed the connection in the middle of its answer");
        }
        return count;
    }
}
