package dev.eventgateway.server.upstream.protocol;

import dev.eventgateway.event.Headers;
import java.io.IOException;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/** One request and its answer. Confined to the I/O thread of its connection. */
public interface Exchange {

    /** Who waits for the answer. One of the first two is called, once; none any more once the exchange is cancelled. */
    interface Listener {

        /** The head of the answer is there, its body is to be read. What breaks now is told to who reads and to who writes. */
        void answered(Exchange exchange, AnswerHead head);

        /** There will be no answer. */
        void failed(IOException failure);

        /** The server gives leave to send the body, perhaps when that is under way. */
        void mayContinue(Exchange exchange);
    }

    /** {@return where to write the body of the request} */
    StreamSinkChannel request();

    /** What follows the body of the request. To be called before that is at its end. */
    void trailers(Headers trailers);

    /** {@return where to read the body of the answer} */
    StreamSourceChannel answer();

    /** {@return what followed the body of the answer; known when that is read to its end} */
    Headers trailers();

    /** {@return whether it is HEAD: of the answer's body nothing comes but its length} */
    boolean isToHead();

    /** {@return whether the server has seen nothing of the request, or says that it has done nothing about it} */
    boolean isUntouched();

    /** Nobody waits for it any more. */
    void cancel();
}
