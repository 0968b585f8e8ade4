package dev.eventgateway.server.http;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import java.util.concurrent.CompletionStage;

/** What answers requests, whoever receives them. Wrapped into one another, endpoints make up an API. */
@FunctionalInterface
public interface Endpoint {

    /**
     * Answers one request. Called on an I/O thread: must not block.
     *
     * @return the reply, completed on any thread; a failure with a {@link dev.eventgateway.event.RequestException} is a reply,
     *     too
     */
    CompletionStage<GatewayReply> answer(GatewayRequest request);
}
