package dev.eventgateway.server.http;

import dev.eventgateway.event.BodyStream;
import io.undertow.util.HeaderMap;
import org.xnio.channels.StreamSinkChannel;

/** The body of a reply that is on its way from a function. Confined to the I/O thread of the request. */
public interface ReplyStream extends BodyStream {

    /** {@return how long it is said to be, also where only its length is sent; negative if nobody said} */
    long length();

    /** Sends it, to its end. */
    void sendTo(StreamSinkChannel sink, Receiver receiver);

    /** Nobody will take it. */
    void abandon();

    /** Who is told how it went. Exactly one of {@link #whole} and {@link #broken} is called. */
    interface Receiver {

        /** All but its end has been read; headers that follow the body may be set now. */
        void trailers(HeaderMap trailers);

        /** All of it is sent, and its end. */
        void whole();

        /** The rest of it will never come, or cannot be sent. */
        void broken();
    }
}
