package dev.eventgateway.server;

import dev.eventgateway.EventGateway;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.server.http.Endpoint;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The Events API: everything goes to the engine, once it has its configuration. */
final class EventsHandler implements Endpoint {

    private final Supplier<Optional<EventGateway>> gateway;

    /**
     * @param gateway empty while the instance starts
     */
    EventsHandler(Supplier<Optional<EventGateway>> gateway) {
        this.gateway = gateway;
    }

    @Override
    public CompletionStage<GatewayReply> answer(GatewayRequest request) {
        return gateway.get()
                .map(open -> open.handle(request))
                .orElseGet(() -> CompletableFuture.completedStage(GatewayReply.unavailable("Service Unavailable")));
    }
}
