package dev.eventgateway.server.http;

import dev.eventgateway.event.BodyStream;
import io.undertow.util.HeaderMap;
import java.util.Optional;
import org.xnio.channels.StreamSourceChannel;

/** The body of a request that is sent on while it arrives. Confined to the I/O thread of the request. */
public interface RequestStream extends BodyStream {

    /** {@return how long it is: zero if there is none, negative if only its end will tell} */
    long length();

    /** {@return whether the sender waits for leave to send it; reading gives him that} */
    boolean awaitsLeave();

    /** {@return where to read it, always the same} */
    StreamSourceChannel source();

    /** {@return what followed the body; only known at its end} */
    Optional<HeaderMap> trailers();

    /** Runs {@code gone}, at most once, if the sender goes away before he has his reply. To be called when the body has been read. */
    void whenGone(Runnable gone);
}
