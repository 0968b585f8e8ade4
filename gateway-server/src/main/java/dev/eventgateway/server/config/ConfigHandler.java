package dev.eventgateway.server.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.eventgateway.EventGateway;
import dev.eventgateway.catalog.CatalogException;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.server.http.Endpoint;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The Config API. Health is answered at once, reads and writes on threads of their own: reads come from memory, and must not
 * wait behind writes that a store out of reach holds up.
 */
public final class ConfigHandler implements Endpoint {

    private final Supplier<Optional<EventGateway>> gateway;
    private final ConfigMetrics metrics;
    private final String version;
    private final Executor reads;
    private final Executor writes;

    /**
     * @param gateway empty while the instance starts
     * @param version what {@code /v1/status} says
     * @param reads where reads are answered; may reject them
     * @param writes where writes may block; may reject them
     */
    public ConfigHandler(
            Supplier<Optional<EventGateway>> gateway,
            ConfigMetrics metrics,
            String version,
            Executor reads,
            Executor writes) {
        this.gateway = gateway;
        this.metrics = metrics;
        this.version = version;
        this.reads = reads;
        this.writes = writes;
    }

    @Override
    public CompletionStage<GatewayReply> answer(GatewayRequest request) {
        return switch (request.rawPath()) {
            case "/livez" -> health(request, Optional.empty());
            case "/readyz" -> health(request, notReady());
            default ->
                request.body()
                        .thenApplyAsync(body -> answer(request, body), isRead(request.method()) ? reads : writes)
                        .exceptionally(ConfigHandler::refused);
        };
    }

    private GatewayReply answer(GatewayRequest request, byte[] body) {
        Address address = Address.of(request);
        return switch (request.rawPath()) {
            case "/v1/status" ->
                read(
                        request.method(),
                        () -> Collection.json(200, report().json().toString()));
            case "/v1/metrics" -> read(request.method(), this::exposition);
            case "/v1/openapi.json" -> read(request.method(), OpenApi::reply);
            case "/v1/spaces" -> read(request.method(), this::spaces);
            default ->
                isDocumentPath(address.segments())
                        ? withGateway(open -> new Documents(open, metrics).answer(request, address, body))
                        : unknownPath();
        };
    }

    private static boolean isDocumentPath(List<String> segments) {
        return (segments.size() == 4 || segments.size() == 5)
                && segments.get(0).equals("v1")
                && segments.get(1).equals("spaces")
                && segments.stream().noneMatch(String::isEmpty);
    }

    private CompletionStage<GatewayReply> health(GatewayRequest request, Optional<String> problem) {
        JsonObject answer = new JsonObject();
        answer.addProperty("ok", problem.isEmpty());
        problem.ifPresent(reason -> answer.addProperty("reason", reason));
        return CompletableFuture.completedStage(
                read(request.method(), () -> Collection.json(problem.isEmpty() ? 200 : 503, answer.toString())));
    }

    private static GatewayReply read(String method, Supplier<GatewayReply> answer) {
        return isRead(method) ? answer.get() : wrongMethod("GET, HEAD");
    }

    private static boolean isRead(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** On an I/O thread: looks at no more than it must. An open gateway has its configuration. */
    private Optional<String> notReady() {
        Optional<EventGateway> open = gateway.get();
        if (open.isEmpty()) {
            return Optional.of("waiting for the configuration");
        }
        return open.get().isDraining() ? Optional.of("shutting down") : Optional.empty();
    }

    private StatusReport report() {
        return new StatusReport(version, gateway.get().map(EventGateway::status));
    }

    private GatewayReply exposition() {
        return new GatewayReply(200, Headers.of("Content-Type", metrics.expositionType()), metrics.exposition());
    }

    private GatewayReply spaces() {
        return withGateway(open -> {
            JsonArray names = new JsonArray();
            open.table().spaces().forEach(names::add);
            JsonObject answer = new JsonObject();
            answer.add("spaces", names);
            return Collection.json(200, answer.toString());
        });
    }

    private GatewayReply withGateway(Function<EventGateway, GatewayReply> work) {
        return gateway.get()
                .map(work)
                .orElseGet(() -> GatewayReply.unavailable("The gateway is starting: it waits for the configuration."));
    }

    static GatewayReply unknownPath() {
        return GatewayReply.error(404, "There is nothing at this path.");
    }

    static GatewayReply wrongMethod(String allowed) {
        return GatewayReply.error(405, "Method not allowed here, expected one of " + allowed + ".")
                .with("Allow", allowed);
    }

    private static GatewayReply refused(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof CatalogException refusal) {
            return refused(refusal);
        }
        if (cause instanceof RejectedExecutionException) {
            return GatewayReply.unavailable("The Config API is busy.");
        }
        throw failure instanceof CompletionException known ? known : new CompletionException(failure);
    }

    private static GatewayReply refused(CatalogException refusal) {
        String message = String.valueOf(refusal.getMessage());
        return switch (refusal.reason()) {
            case INVALID, IN_USE -> GatewayReply.error(400, message);
            case NOT_FOUND -> GatewayReply.error(404, message);
            case CONFLICT -> GatewayReply.error(409, message);
            case OTHER_VERSION -> GatewayReply.error(412, message);
            case UNAVAILABLE -> GatewayReply.unavailable(message);
            case INDETERMINATE -> GatewayReply.error(504, message);
        };
    }
}
