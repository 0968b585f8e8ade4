package dev.eventgateway.server.upstream;

import dev.eventgateway.server.upstream.protocol.Exchange;
import dev.eventgateway.server.upstream.protocol.RequestHead;

/** What a call sends. Confined to the I/O thread of the call. */
interface Message {

    /** {@return its head, made anew for each attempt} */
    RequestHead head();

    /** Writes its body, to its end, and tells the attempt how that went. */
    void sendBody(Exchange exchange, Attempt attempt);

    /** The function wants the body, which may be under way. */
    void mayContinue(Exchange exchange, Attempt attempt);

    /** {@return whether it can be sent from its beginning} */
    boolean isWhole();

    /** It will be sent once more. To be called if it {@link #isWhole}. */
    void again();

    /** {@return whether nothing goes on because its sender sends no more of it} */
    boolean isAwaited();

    /** Nothing more of it is wanted. Idempotent: what was its connection may be another call's by the second time. */
    void stop();
}
