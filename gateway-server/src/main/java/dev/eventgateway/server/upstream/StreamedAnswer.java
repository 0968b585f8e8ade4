package dev.eventgateway.server.upstream;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.RequestException;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.server.http.ReplyRules;
import dev.eventgateway.server.http.ReplyStream;
import io.undertow.client.ClientExchange;
import io.undertow.conduits.EmptyStreamSourceConduit;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.Configurable;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/** Hands an answer on while it arrives. */
final class StreamedAnswer implements Recipient {

    private final UpstreamLimits limits;
    private final CompletableFuture<FunctionReply> answer;
    private @Nullable Body body;

    StreamedAnswer(UpstreamLimits limits, CompletableFuture<FunctionReply> answer) {
        this.limits = limits;
        this.answer = answer;
    }

    @Override
    public void answered(ClientExchange exchange, Attempt attempt) {
        attempt.call().waitFor(limits.stallTime());
        Body started = new Body(exchange, attempt);
        body = started;
        answer.complete(FunctionReply.of(GatewayReply.streamed(
                exchange.getResponse().getResponseCode(),
                HeaderCopies.of(exchange.getResponse().getResponseHeaders()),
                started,
                started.ended)));
    }

    @Override
    public void failed(RuntimeException failure) {
        if (body == null) {
            answer.completeExceptionally(failure);
        } else {
            body.broke(failure);
        }
    }

    @Override
    public boolean isHeldUp() {
        return body != null && body.pump != null && !body.pump.isAwaitingSource();
    }

    @Override
    public boolean isServed() {
        return body == null ? answer.isDone() : body.ended.isDone();
    }

    private static final class Body implements ReplyStream, Pump.Ends {

        private final ClientExchange exchange;
        private final Attempt attempt;
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private @Nullable Receiver receiver;
        private @Nullable Pump pump;

        Body(ClientExchange exchange, Attempt attempt) {
            this.exchange = exchange;
            this.attempt = attempt;
        }

        @Override
        public long length() {
            return Attempt.announced(exchange.getResponse().getResponseHeaders());
        }

        @Override
        public void sendTo(StreamSinkChannel sink, Receiver to) {
            receiver = to;
            boolean isAskedFor = !exchange.getRequest().getMethod().equals(Methods.HEAD);
            Pump started = isAskedFor && isImpossible()
                    ? new Pump(nothing(), sink, 0, attempt.buffers(), this)
                    : new Pump(
                            exchange.getResponseChannel(), sink, isAskedFor ? length() : -1, attempt.buffers(), this);
            pump = started;
            started.start();
        }

        /** Undertow's client would wait for a body that is announced where there can be none. */
        private boolean isImpossible() {
            HeaderMap headers = exchange.getResponse().getResponseHeaders();
            return !ReplyRules.hasBody(exchange.getResponse().getResponseCode())
                    && (headers.contains(Headers.CONTENT_LENGTH) || headers.contains(Headers.TRANSFER_ENCODING));
        }

        /** Where the next answer begins nobody knows then. */
        private StreamSourceChannel nothing() {
            attempt.notSent();
            return new ConduitStreamSourceChannel(
                    Configurable.EMPTY,
                    new EmptyStreamSourceConduit(exchange.getConnection().getIoThread()));
        }

        @Override
        public void abandon() {
            attempt.abort();
            attempt.call().finished();
            ended.complete(null);
        }

        @Override
        public void moved() {
            attempt.call().moved();
        }

        @Override
        public void read() {
            HeaderMap trailers = exchange.getAttachment(HttpAttachments.REQUEST_TRAILERS);
            if (trailers != null && receiver != null) {
                receiver.trailers(HeaderCopies.trailers(trailers));
            }
            attempt.read(exchange.getResponse());
        }

        @Override
        public void written() {
            attempt.call().finished();
            ended.complete(null);
            if (receiver != null) {
                receiver.whole();
            }
        }

        @Override
        public void sourceBroke(IOException failure) {
            attempt.broke(Failures.connection(failure));
        }

        @Override
        public void sinkBroke(IOException failure) {
            attempt.call().fail(RequestException.malformed("The sender went away."));
        }

        void broke(RuntimeException failure) {
            if (pump != null) {
                pump.stop();
            }
            if (ended.isDone()) {
                return;
            }
            if (failure instanceof RequestException) {
                ended.complete(null);
            } else {
                ended.completeExceptionally(failure);
            }
            if (receiver != null) {
                receiver.broken();
            }
        }
    }
}
