package dev.eventgateway;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.HeaderNames;
import dev.eventgateway.event.Headers;
import dev.eventgateway.routing.CorsRule;
import dev.eventgateway.routing.RoutingTable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What a CORS rule makes of one request: a preflight is answered and is no event; any other request is an event as if there were no
 * rule, and its reply, an error too, tells the browser whether the page may see it. Without a rule nothing is different.
 */
final class Cors {

    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
    private static final String ALLOW_CREDENTIALS = "Access-Control-Allow-Credentials";
    private static final String REQUEST_METHOD = "Access-Control-Request-Method";
    private static final String REQUEST_HEADERS = "Access-Control-Request-Headers";
    private static final String VARY = "Vary";
    private static final String ORIGIN = "Origin";

    private final CorsRule rule;
    private final String method;
    private final Headers request;

    /** Applies {@code rule} to a request of that method, made or only asked for. */
    private Cors(CorsRule rule, String method, Headers request) {
        this.rule = rule;
        this.method = method;
        this.request = request;
    }

    /** {@return the reply to the request, whose event is what {@code event} starts} */
    static CompletionStage<GatewayReply> answer(
            RoutingTable table, GatewayRequest request, Supplier<CompletionStage<GatewayReply>> event) {
        boolean options = request.method().equals("OPTIONS");
        Optional<String> asked = options ? given(request.headers(), REQUEST_METHOD) : Optional.empty();
        String method = asked.orElse(request.method());
        Optional<Cors> cors =
                table.corsRuleFor(method, request.rawPath()).map(rule -> new Cors(rule, method, request.headers()));
        if (cors.isEmpty() || (options && asked.isEmpty())) {
            return event.get();
        }
        return asked.isPresent()
                ? CompletableFuture.completedStage(cors.get().preflight())
                : event.get().thenApply(cors.get()::marked);
    }

    private GatewayReply preflight() {
        Headers.Builder headers = Headers.builder();
        headers.add(VARY, ORIGIN).add(VARY, REQUEST_METHOD).add(VARY, REQUEST_HEADERS);
        List<String> names = requestedHeaders();
        if (isAllowed() && names.stream().allMatch(rule::allowsHeader)) {
            headers.set("Access-Control-Allow-Methods", method);
            if (!names.isEmpty()) {
                headers.set("Access-Control-Allow-Headers", String.join(", ", names));
            }
            allow(headers, Headers.none());
        }
        return new GatewayReply(200, headers.build(), new byte[0]);
    }

    private GatewayReply marked(GatewayReply reply) {
        Headers.Builder headers = reply.headers().toBuilder();
        if (!variesByOrigin(reply.headers())) {
            headers.add(VARY, ORIGIN);
        }
        if (isAllowed()) {
            allow(headers, reply.headers());
        }
        return reply.withHeaders(headers.build());
    }

    /** What a function says itself goes before what the rule says. */
    private void allow(Headers.Builder headers, Headers given) {
        if (given.first(ALLOW_ORIGIN).isEmpty()) {
            boolean everybody = rule.allowsEveryOrigin() && !rule.allowCredentials();
            headers.set(ALLOW_ORIGIN, everybody ? "*" : origin().orElseThrow());
        }
        if (rule.allowCredentials() && given.first(ALLOW_CREDENTIALS).isEmpty()) {
            headers.set(ALLOW_CREDENTIALS, "true");
        }
    }

    private boolean isAllowed() {
        return origin().filter(rule::allowsOrigin).isPresent() && rule.allowsMethod(method);
    }

    private Optional<String> origin() {
        return given(request, ORIGIN);
    }

    private static Optional<String> given(Headers headers, String name) {
        return headers.first(name).filter(value -> !value.isEmpty());
    }

    private List<String> requestedHeaders() {
        return request.all(REQUEST_HEADERS).stream()
                .flatMap(value -> Arrays.stream(value.split("[,\\s]+")))
                .filter(name -> !name.isEmpty())
                .map(HeaderNames::canonical)
                .toList();
    }

    private static boolean variesByOrigin(Headers reply) {
        return reply.all(VARY).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .anyMatch(name -> name.equals("*") || name.equalsIgnoreCase(ORIGIN));
    }
}
