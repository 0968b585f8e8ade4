package dev.eventgateway.server.upstream;

import dev.eventgateway.server.upstream.protocol.AnswerHead;
import dev.eventgateway.server.upstream.protocol.Exchange;

/** Who gets what comes of a call: one answer, or one failure; or an answer that breaks off. Confined to the I/O thread of the call. */
interface Recipient {

    /** The head of an answer is there; its body is to be read. */
    void answered(Exchange exchange, AnswerHead head, Attempt attempt);

    /** There will be no answer, or no more of it. */
    void failed(RuntimeException failure);

    /** {@return whether nothing goes on because whoever gets the answer takes no more of it} */
    boolean isHeldUp();

    /** {@return whether nothing is waited for any more, not even the rest of an answer} */
    boolean isServed();
}
