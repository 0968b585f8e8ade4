package dev.eventgateway.server.http;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.event.Peer;
import dev.eventgateway.event.RequestException;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import io.undertow.util.SameThreadExecutor;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;

/** Undertow's only door: hands requests to an {@link Endpoint} and its replies back. All of it on I/O threads. */
final class ExchangeHandler implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ExchangeHandler.class);

    private static final HttpString COOKIE = io.undertow.util.Headers.COOKIE;

    private final Endpoint endpoint;
    private final HttpLimits limits;
    private final OpenExchanges open;
    private final BodyBudget budget;
    private final BodyBudget replies = BodyBudget.ofAnEighth();

    ExchangeHandler(Endpoint endpoint, HttpLimits limits, OpenExchanges open) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.open = open;
        this.budget = new BodyBudget(limits.maxBodiesInAll());
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        open.add(exchange);
        Http2Connection.of(exchange).ifPresent(connection -> connection.add(exchange));
        exchange.dispatch(SameThreadExecutor.INSTANCE, () -> answer(exchange));
    }

    private void answer(HttpServerExchange exchange) {
        RequestBody body = new RequestBody(exchange, limits, budget);
        ReplyWriter writer = new ReplyWriter(exchange, body, limits.replyTime(), replies);
        reply(exchange, body)
                .whenComplete((reply, failure) -> onIoThread(
                        exchange,
                        () -> writer.send(failure == null ? reply : refusal(exchange, failure), open.isLast())));
    }

    private CompletionStage<GatewayReply> reply(HttpServerExchange exchange, RequestBody body) {
        if (Http2Connection.of(exchange).filter(Http2Connection::isOverloaded).isPresent()) {
            return CompletableFuture.completedStage(GatewayReply.unavailable(
                    "Too many requests of this connection wait for their replies. Please try again later."));
        }
        try {
            RequestRules.requireClearMethod(exchange);
            RequestRules.requireKnownCoding(exchange);
            RequestRules.requireClearLength(exchange, body.announced());
            if (Http2Connection.of(exchange).isPresent()) {
                RequestRules.requireOneLine(exchange.getRequestHeaders());
            }
            return endpoint.answer(new GatewayRequest(
                    exchange.getRequestMethod().toString(),
                    RequestRules.path(exchange),
                    RequestRules.query(exchange),
                    headers(exchange.getRequestHeaders()),
                    body::read,
                    peer(exchange),
                    Optional.of(body)));
        } catch (RuntimeException failure) {
            return CompletableFuture.failedStage(failure);
        }
    }

    private static Optional<Peer> peer(HttpServerExchange exchange) {
        boolean secure = exchange.getRequestScheme().equals("https");
        return Optional.of(new Peer(exchange.getSourceAddress().getAddress().getHostAddress(), secure));
    }

    private static Headers headers(HeaderMap received) {
        Headers.Builder headers = Headers.builder();
        for (HeaderValues values : received) {
            String name = values.getHeaderName().toString();
            if (values.getHeaderName().equals(COOKIE)) {
                // HTTP/2 lets a client send it in pieces.
                headers.add(name, String.join("; ", values));
                continue;
            }
            for (String value : values) {
                headers.add(name, value);
            }
        }
        return headers.build();
    }

    private static GatewayReply refusal(HttpServerExchange exchange, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RequestException bad) {
            return GatewayReply.error(bad);
        }
        LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), cause);
        return GatewayReply.error(500, "Internal error. Please check logs.");
    }

    private static void onIoThread(HttpServerExchange exchange, Runnable task) {
        if (Thread.currentThread() == exchange.getIoThread()) {
            task.run();
            return;
        }
        try {
            exchange.getIoThread().execute(task);
        } catch (RejectedExecutionException stopped) {
            IoUtils.safeClose(exchange.getConnection());
        }
    }
}
