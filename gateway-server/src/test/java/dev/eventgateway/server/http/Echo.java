package dev.eventgateway.server.http;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers with what it was asked; {@code /early} without looking at the body, {@code /held} when the test allows it. */
final class Echo implements Endpoint {

    private final CompletableFuture<GatewayReply> held = new CompletableFuture<>();
    private final AtomicInteger holding = new AtomicInteger();

    @Override
    public CompletionStage<GatewayReply> answer(GatewayRequest request) {
        return switch (request.rawPath()) {
            case "/early" -> CompletableFuture.completedStage(GatewayReply.error(404, "no"));
            case "/held" -> {
                holding.incrementAndGet();
                yield held;
            }
            case "/headers" -> CompletableFuture.completedStage(GatewayReply.of(200, "text/plain", headers(request)));
            default ->
                request.body()
                        .thenApplyAsync(body -> GatewayReply.of(
                                200,
                                "text/plain",
                                request.method() + "|" + request.rawPath() + "|" + request.rawQuery() + "|"
                                        + body.length));
        };
    }

    private static String headers(GatewayRequest request) {
        StringBuilder all = new StringBuilder();
        request.headers()
                .forEach((name, values) -> all.append(name.toLowerCase(Locale.ROOT))
                        .append('=')
                        .append(values)
                        .append('\n'));
        return all.toString();
    }

    /** {@return how many requests to {@code /held} have arrived} */
    int holding() {
        return holding.get();
    }

    /** Answers all requests to {@code /held}. */
    void release() {
        held.complete(GatewayReply.of(200, "text/plain", "held"));
    }
}
