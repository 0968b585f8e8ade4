package dev.eventgateway.function;

import dev.eventgateway.event.GatewayReply;

/** What a function answered. */
public interface FunctionReply {

    /** {@return the answer as bytes} */
    byte[] payload();

    /**
     * {@return the answer as a reply to the sender of the event}
     *
     * @throws FunctionException with {@link FunctionException.Kind#BAD_ANSWER} if it is no response object
     */
    GatewayReply toHttp();
}
