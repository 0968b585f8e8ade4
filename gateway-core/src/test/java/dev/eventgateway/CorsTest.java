package dev.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.JavaFunction;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.routing.CorsRule;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorsTest {

    private static final String PAGE = "https://page.example";
    private static final String ORIGIN = "Access-Control-Allow-Origin";
    private static final String METHODS = "Access-Control-Allow-Methods";
    private static final String HEADERS = "Access-Control-Allow-Headers";
    private static final String CREDENTIALS = "Access-Control-Allow-Credentials";

    private final AtomicInteger called = new AtomicInteger();
    private volatile JavaFunction function = event -> GatewayReply.of(200, "text/plain", "hi");
    private final EventGateway gateway = EventGateway.builder()
            .store(KvStore.inMemory())
            .function("handler", event -> {
                called.incrementAndGet();
                return function.apply(event);
            })
            .open();

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void aPreflightIsAnsweredAndIsNoEvent() throws Exception {
        rule("PUT", List.of(PAGE), List.of("PUT"), List.of("*"), false);

        GatewayReply reply = preflight(PAGE, "PUT", "x-api-key");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEmpty();
        assertThat(reply.headers())
                .isEqualTo(headers(
                        HEADERS,
                        "X-Api-Key",
                        METHODS,
                        "PUT",
                        ORIGIN,
                        PAGE,
                        "Vary",
                        "Origin",
                        "Vary",
                        "Access-Control-Request-Method",
                        "Vary",
                        "Access-Control-Request-Headers"));
        assertThat(called).hasValue(0);
    }

    @Test
    void theHeadersAskedForAreAllowedInTheirOrder() throws Exception {
        rule("GET", List.of(), List.of(), List.of("x-b", "X-A"), false);

        GatewayReply reply = send(
                "OPTIONS",
                "Origin",
                PAGE,
                "Access-Control-Request-Method",
                "GET",
                "Access-Control-Request-Headers",
                "x-b,ORIGIN",
                "Access-Control-Request-Headers",
                " x-a ");

        assertThat(reply.headers().all(HEADERS)).containsExactly("X-B, Origin, X-A");
        assertThat(preflight(PAGE, "GET", "").headers().first(HEADERS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://other.example, GET, x-a",
        "'', GET, x-a",
        "https://page.example, GET, x-b",
        "https://page.example, GET, 'x-a,x-b'",
        "https://page.example, DELETE, x-a"
    })
    void aPreflightThatIsNotAllowedIsAnsweredWithoutAllowance(String origin, String method, String header)
            throws Exception {
        rule("GET", List.of(PAGE), List.of("GET"), List.of("X-A"), true);
        rule("DELETE", List.of(PAGE), List.of("GET"), List.of("X-A"), true);

        GatewayReply reply = preflight(origin, method, header);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers())
                .isEqualTo(headers(
                        "Vary", "Origin",
                        "Vary", "Access-Control-Request-Method",
                        "Vary", "Access-Control-Request-Headers"));
    }

    @Test
    void everyOriginIsAnAsteriskUnlessThereAreCredentials() throws Exception {
        rule("GET", List.of("*"), List.of(), List.of(), false);
        rule("PUT", List.of("*"), List.of("PUT"), List.of(), true);

        assertThat(preflight(PAGE, "GET", "").headers().all(ORIGIN)).containsExactly("*");
        assertThat(preflight(PAGE, "GET", "").headers().all(CREDENTIALS)).isEmpty();
        assertThat(preflight(PAGE, "PUT", "").headers().all(ORIGIN)).containsExactly(PAGE);
        assertThat(preflight(PAGE, "PUT", "").headers().all(CREDENTIALS)).containsExactly("true");
    }

    @Test
    void aReplyTellsWhetherThePageMaySeeIt() throws Exception {
        serve("GET");
        rule("GET", List.of(PAGE), List.of(), List.of(), true);

        GatewayReply allowed = send("GET", "Origin", PAGE);
        GatewayReply refused = send("GET", "Origin", "https://other.example");

        assertThat(allowed.text()).isEqualTo("hi");
        assertThat(allowed.headers())
                .isEqualTo(headers(CREDENTIALS, "true", ORIGIN, PAGE, "Content-Type", "text/plain", "Vary", "Origin"));
        assertThat(refused.text()).isEqualTo("hi");
        assertThat(refused.headers()).isEqualTo(headers("Content-Type", "text/plain", "Vary", "Origin"));
        assertThat(send("GET").headers()).isEqualTo(refused.headers());
        assertThat(called).hasValue(3);
    }

    @Test
    void aMethodThatTheRuleDoesNotAllowIsServedButNotShown() throws Exception {
        serve("PUT");
        rule("PUT", List.of(), List.of("GET"), List.of(), false);

        GatewayReply reply = send("PUT", "Origin", PAGE);

        assertThat(reply.text()).isEqualTo("hi");
        assertThat(reply.headers().first(ORIGIN)).isEmpty();
    }

    @Test
    void errorsAreMarkedToo() throws Exception {
        rule("GET", List.of(), List.of(), List.of(), false);
        GatewayReply unmatched = send("GET", "Origin", PAGE);
        GatewayReply malformed = send("GET", "Origin", PAGE, "Content-Type", "text/", "Event", "a");
        serve("GET");
        function = event -> {
            throw new IllegalStateException("broken");
        };
        GatewayReply failed = send("GET", "Origin", PAGE);
        gateway.drain(Duration.ZERO);
        GatewayReply draining = send("GET", "Origin", PAGE);

        assertThat(List.of(unmatched, malformed, failed, draining))
                .allSatisfy(reply -> {
                    assertThat(reply.headers().all(ORIGIN)).containsExactly("*");
                    assertThat(reply.headers().all("Vary")).containsExactly("Origin");
                    assertThat(reply.text()).startsWith("{\"errors\":");
                })
                .extracting(GatewayReply::status)
                .containsExactly(404, 400, 502, 503);
    }

    @Test
    void whatTheFunctionSaysItselfGoesFirst() throws Exception {
        serve("GET");
        rule("GET", List.of(PAGE), List.of(), List.of(), true);
        function = event ->
                new GatewayReply(200, headers(ORIGIN, "https://mine.example", CREDENTIALS, "false"), new byte[0]);

        Headers own = send("GET", "Origin", PAGE).headers();

        assertThat(own.all(ORIGIN)).containsExactly("https://mine.example");
        assertThat(own.all(CREDENTIALS)).containsExactly("false");
    }

    @ParameterizedTest
    @CsvSource({"Accept, 'Accept|Origin'", "'accept, ORIGIN', 'accept, ORIGIN'", "*, *"})
    void theVaryOfAFunctionIsCompletedAndNotReplaced(String given, String sent) throws Exception {
        serve("GET");
        rule("GET", List.of(), List.of(), List.of(), false);
        function = event -> new GatewayReply(200, Headers.of("Vary", given), new byte[0]);

        assertThat(send("GET", "Origin", PAGE).headers().all("Vary")).containsExactly(sent.split("\\|"));
    }

    @Test
    void aPreflightWithoutARuleIsAnEventLikeAnyOther() throws Exception {
        serve("OPTIONS");

        GatewayReply reply = preflight(PAGE, "GET", "");

        assertThat(reply.text()).isEqualTo("hi");
        assertThat(reply.headers()).isEqualTo(headers("Content-Type", "text/plain"));
        assertThat(called).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "GET"})
    void anOptionsRequestThatAsksForNothingIsNotMarked(String method) throws Exception {
        serve("OPTIONS");
        rule(method, List.of(), List.of(), List.of(), false);

        assertThat(send("OPTIONS", "Origin", PAGE).headers()).isEqualTo(headers("Content-Type", "text/plain"));
        assertThat(preflight(PAGE, "", "").headers()).isEqualTo(headers("Content-Type", "text/plain"));
        assertThat(called).hasValue(2);
    }

    @Test
    void theRuleIsThatOfTheMethodAskedForAsItIsWritten() throws Exception {
        rule("PATCH", List.of(), List.of("PATCH"), List.of(), false);

        assertThat(preflight(PAGE, "PATCH", "").headers().first(METHODS)).contains("PATCH");
        assertThat(preflight(PAGE, "patch", "").status()).isEqualTo(404);
    }

    @Test
    void d4AChangedRuleIsInForceForTheNextRequest() throws Exception {
        serve("GET");
        CorsRule before = rule("GET", List.of("https://other.example"), List.of(), List.of(), false);
        assertThat(send("GET", "Origin", PAGE).headers().first(ORIGIN)).isEmpty();

        gateway.corsRules()
                .update(new CorsRule(
                        "default", "GET", before.path(), List.of(PAGE), List.of(), List.of(), false, Map.of()));
        assertThat(send("GET", "Origin", PAGE).headers().first(ORIGIN)).contains(PAGE);

        gateway.corsRules().delete("default", before.corsId());
        assertThat(send("GET", "Origin", PAGE).headers().first("Vary")).isEmpty();
    }

    private CorsRule rule(
            String method, List<String> origins, List<String> methods, List<String> headers, boolean credentials) {
        CorsRule rule = new CorsRule("default", method, "/a/:b", origins, methods, headers, credentials, Map.of());
        gateway.corsRules().create(rule);
        return rule;
    }

    private void serve(String method) {
        gateway.eventTypes().create(EventType.of("http.request"));
        gateway.functions().create(FunctionSpec.java("f", "handler"));
        gateway.subscriptions().create(Subscription.sync("http.request", "f", method, "/a/*rest"));
    }

    private GatewayReply preflight(String origin, String method, String headers) throws Exception {
        return send(
                "OPTIONS",
                "Origin",
                origin,
                "Access-Control-Request-Method",
                method,
                "Access-Control-Request-Headers",
                headers);
    }

    private GatewayReply send(String method, String... headers) throws Exception {
        return gateway.handle(GatewayRequest.of(method, "/a/%62?q=1", headers(headers), new byte[0]))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private static Headers headers(String... namesAndValues) {
        Headers.Builder headers = Headers.builder();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            headers.add(namesAndValues[at], namesAndValues[at + 1]);
        }
        return headers.build();
    }
}
