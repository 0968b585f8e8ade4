package dev.eventgateway.function;

import dev.eventgateway.event.Authorization;
import dev.eventgateway.event.GatewayReply;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What a function answered. Immutable. */
public final class FunctionReply {

    private final byte[] payload;
    private final boolean ready;
    private final GatewayReply reply;

    private FunctionReply(byte[] payload, boolean ready, GatewayReply reply) {
        this.payload = payload;
        this.ready = ready;
        this.reply = reply;
    }

    /** {@return an answer as it came over the wire, copied} */
    public static FunctionReply of(byte[] payload) {
        return new FunctionReply(payload.clone(), false, GatewayReply.accepted());
    }

    /** {@return an answer that is a reply already} */
    public static FunctionReply of(GatewayReply reply) {
        return new FunctionReply(reply.body(), true, reply);
    }

    /** {@return completes when the whole answer is here or has been handed on; fails if it broke off} */
    public CompletionStage<Void> ended() {
        return reply.ended();
    }

    /** {@return a copy of the answer as bytes; the body of one that is a reply already} */
    public byte[] payload() {
        return payload.clone();
    }

    /** {@return the status of an answer that is a reply already; 200 of any other, for a call with another status has failed} */
    public int status() {
        return ready ? reply.status() : 200;
    }

    /**
     * {@return this answer, if by it the function has taken the event}
     *
     * @throws FunctionException with {@link FunctionException.Kind#BAD_ANSWER} if its status is none of 2xx
     */
    public FunctionReply requireSuccess() {
        if (status() < 200 || status() > 299) {
            throw FunctionException.answered(status(), reply.headers().first("Retry-After"));
        }
        return this;
    }

    /**
     * Reads the answer as that of an authorizer: <code>{"authorization": {"principalId": "who", "context": {"name":
     * "text"}}, "error": {"message": "text"}}</code>. Field names match without regard to case.
     *
     * @return what it says about the sender; empty if it denies: with an error, another status than 2xx, or without a principal
     * @throws FunctionException with {@link FunctionException.Kind#MALFORMED} if it is no such object
     */
    public Optional<Authorization> toAuthorization() {
        return status() < 200 || status() > 299 ? Optional.empty() : AuthorizerObject.parse(payload);
    }

    /**
     * Reads the answer as a reply to the sender of the event. Over the wire that is the JSON object <code>{"statusCode": 200, "headers": {"Name": "value" or ["values"]}, "body": "text", "isBase64Encoded": false}</code>,
     * every field optional.
     *
     * @return the reply
     * @throws FunctionException with {@link FunctionException.Kind#MALFORMED} if it is no such object
     */
    public GatewayReply toHttp() {
        return ready ? reply : ResponseObject.parse(payload);
    }
}
