package dev.eventgateway.server.config;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.server.http.Endpoint;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Measures how long replies take. */
public final class Timed implements Endpoint {

    private final ConfigMetrics metrics;
    private final Endpoint next;

    /** Measures {@code next}. */
    public Timed(ConfigMetrics metrics, Endpoint next) {
        this.metrics = metrics;
        this.next = next;
    }

    @Override
    public CompletionStage<GatewayReply> answer(GatewayRequest request) {
        long start = System.nanoTime();
        return next.answer(request)
                .whenComplete((reply, failure) -> metrics.answered(Duration.ofNanos(System.nanoTime() - start)));
    }
}
