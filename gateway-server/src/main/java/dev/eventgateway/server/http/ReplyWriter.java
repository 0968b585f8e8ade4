package dev.eventgateway.server.http;

import dev.eventgateway.event.ConnectionHeaders;
import dev.eventgateway.event.GatewayReply;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.ConduitWrapper;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;
import io.undertow.util.WorkerUtils;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.conduits.StreamSinkConduit;

/** Sends one reply and ends the exchange. Confined to the exchange's I/O thread. */
final class ReplyWriter {

    private static final Logger LOG = LoggerFactory.getLogger(ReplyWriter.class);

    /** A connection takes more than a reply of so many bytes, and how many there are bounds the operating system. */
    private static final int SMALL = 16 * 1024;

    private final HttpServerExchange exchange;
    private final RequestBody requestBody;
    private final Duration patience;
    private final BodyBudget room;

    /**
     * @param patience how long the client may take to receive the reply
     * @param room what a large reply is counted against until it has
     */
    ReplyWriter(HttpServerExchange exchange, RequestBody requestBody, Duration patience, BodyBudget room) {
        this.exchange = exchange;
        this.requestBody = requestBody;
        this.patience = patience;
        this.room = room;
    }

    /**
     * Sends {@code reply}; 502 in its place if it cannot be sent.
     *
     * @param last whether the connection is to end with it
     */
    void send(GatewayReply reply, boolean last) {
        Optional<String> problem = ReplyRules.problem(reply);
        if (problem.isPresent()) {
            LOG.warn("reply to {} {} cannot be sent: {}", method(), exchange.getRequestURI(), problem.get());
            stream(reply).ifPresent(ReplyStream::abandon);
            write(GatewayReply.error(502, "The function answered with something that is no HTTP response."), last);
        } else if (hasRoom(reply)) {
            write(reply, last);
        } else {
            write(
                    GatewayReply.unavailable(
                            "Too many replies wait until their clients take them. Please try again later."),
                    last);
        }
    }

    /** Who asks and does not take what is answered must not fill the memory. */
    private boolean hasRoom(GatewayReply reply) {
        int size = reply.length();
        if (size <= SMALL || exchange.isComplete()) {
            return true;
        }
        if (!room.take(size, 0)) {
            return false;
        }
        exchange.addExchangeCompleteListener((ended, next) -> {
            room.give(size);
            next.proceed();
        });
        return true;
    }

    private boolean isHead() {
        return exchange.getRequestMethod().equals(Methods.HEAD);
    }

    /** Undertow, which knows better for GET, answers HEAD with the length of a body that there could not be. */
    private static ConduitWrapper<StreamSinkConduit> withoutLength() {
        return (factory, exchange) -> {
            StreamSinkConduit conduit = factory.create();
            exchange.getResponseHeaders().remove(Headers.TRANSFER_ENCODING);
            exchange.getResponseHeaders().remove(Headers.CONTENT_LENGTH);
            return conduit;
        };
    }

    /** {@return whether nobody can say how long the body would be, were it not HEAD} */
    private static boolean isWithoutLength(GatewayReply reply) {
        return !ReplyRules.hasBody(reply.status()) || (reply.stream().isEmpty() && reply.length() == 0);
    }

    private String method() {
        return exchange.getRequestMethod().toString();
    }

    private void write(GatewayReply reply, boolean last) {
        exchange.setStatusCode(reply.status());
        addHeaders(reply.headers());
        boolean bodyRefused = reply.stream().isEmpty() && (reply.status() == 413 || reply.status() == 408);
        if (hasOneRequestAtATime() && (last || !exchange.isPersistent() || bodyRefused)) {
            exchange.getResponseHeaders().put(Headers.CONNECTION, "close");
        }
        if (isHead() && isWithoutLength(reply)) {
            exchange.addResponseWrapper(withoutLength());
        }
        stream(reply).ifPresentOrElse(body -> sendOn(body, reply.status()), () -> sendWhole(reply));
    }

    private static Optional<ReplyStream> stream(GatewayReply reply) {
        return reply.stream().filter(ReplyStream.class::isInstance).map(ReplyStream.class::cast);
    }

    private void sendOn(ReplyStream body, int status) {
        if (body.length() >= 0 && ReplyRules.hasBody(status)) {
            exchange.setResponseContentLength(body.length());
        }
        body.sendTo(exchange.getResponseChannel(), new StreamEnd());
    }

    private void sendWhole(GatewayReply reply) {
        byte[] body = ReplyRules.hasBody(reply.status()) ? reply.body() : new byte[0];
        if (ReplyRules.hasBody(reply.status())) {
            exchange.setResponseContentLength(body.length);
        }
        // Ending the exchange would wait for the rest of the request first.
        IoCallback end = exchange.isRequestComplete() ? IoCallback.END_EXCHANGE : new ThenDiscard();
        Pieces.send(ByteBuffer.wrap(body), exchange.getResponseSender(), end);
        if (!exchange.isComplete()) {
            closeLater();
        }
    }

    /** Else a connection does not end with a reply; {@link Http2Connection} ends it. */
    private boolean hasOneRequestAtATime() {
        return !exchange.getProtocol().equals(Protocols.HTTP_2_0);
    }

    private void addHeaders(dev.eventgateway.event.Headers headers) {
        Set<String> dropped = ConnectionHeaders.in(headers);
        headers.forEach((name, values) -> {
            if (!dropped.contains(name.toLowerCase(Locale.ROOT))) {
                exchange.getResponseHeaders().addAll(HttpString.tryFromString(name), values);
            }
        });
    }

    private void closeLater() {
        XnioExecutor.Key timer = WorkerUtils.executeAfter(
                exchange.getIoThread(),
                () -> IoUtils.safeClose(exchange.getConnection()),
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
        exchange.addExchangeCompleteListener((ended, next) -> {
            timer.remove();
            next.proceed();
        });
    }

    /** What follows a body that was handed on. */
    private final class StreamEnd implements ReplyStream.Receiver {

        @Override
        public void trailers(HeaderMap trailers) {
            exchange.putAttachment(HttpAttachments.RESPONSE_TRAILERS, trailers);
        }

        @Override
        public void whole() {
            requestBody.discard(exchange::endExchange);
        }

        /** The connection breaks before the exchange ends: else the client would take the part for the whole. */
        @Override
        public void broken() {
            IoUtils.safeClose(exchange.getConnection());
            exchange.endExchange();
        }
    }

    /** Sends the reply to its end, then reads what is left of the request. */
    private final class ThenDiscard implements IoCallback {

        private boolean closed;

        @Override
        public void onComplete(HttpServerExchange sent, Sender sender) {
            if (closed) {
                requestBody.discard(sent::endExchange);
            } else {
                closed = true;
                sender.close(this);
            }
        }

        @Override
        public void onException(HttpServerExchange sent, Sender sender, IOException failure) {
            IoCallback.END_EXCHANGE.onException(sent, sender, failure);
        }
    }
}
