package dev.eventgateway.server.training;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.server.http.Endpoint;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers as Consul does, and always the same: so much that its client reads, and that a watch has its first snapshot. */
public final class ConsulStandIn implements Endpoint {

    private static final String ENTRY = """
            [{"Key": "x/trained", "Value": "e30=", "CreateIndex": 1, "ModifyIndex": 1, "LockIndex": 0, "Flags": 0}]""";

    /** A stand-in that is served by whoever made it. */
    public ConsulStandIn() {}

    @Override
    public CompletionStage<GatewayReply> answer(GatewayRequest request) {
        return CompletableFuture.completedStage(GatewayReply.of(200, "application/json", ENTRY)
                .with("X-Consul-Index", "1")
                .with("X-Consul-KnownLeader", "true")
                .with("X-Consul-LastContact", "0"));
    }
}
