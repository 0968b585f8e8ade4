package dev.eventgateway.server.upstream;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.Headers;
import dev.eventgateway.event.RequestException;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.server.http.ReplyStream;
import dev.eventgateway.server.upstream.protocol.AnswerHead;
import dev.eventgateway.server.upstream.protocol.Exchange;
import dev.eventgateway.server.upstream.protocol.HeaderMaps;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSinkChannel;

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
    public void answered(Exchange exchange, AnswerHead head, Attempt attempt) {
        attempt.call().waitFor(limits.stallTime());
        Body started = new Body(exchange, head, attempt);
        body = started;
        answer.complete(FunctionReply.of(GatewayReply.streamed(head.status(), head.headers(), started, started.ended)));
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

        private final Exchange exchange;
        private final AnswerHead head;
        private final Attempt attempt;
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private @Nullable Receiver receiver;
        private @Nullable Pump pump;

        Body(Exchange exchange, AnswerHead head, Attempt attempt) {
            this.exchange = exchange;
            this.head = head;
            this.attempt = attempt;
        }

        @Override
        public long length() {
            return head.length();
        }

        @Override
        public void sendTo(StreamSinkChannel sink, Receiver to) {
            receiver = to;
            boolean hasBody = head.hasBody(exchange.isToHead());
            Pump started = new Pump(exchange.answer(), sink, hasBody ? length() : -1, attempt.buffers(), this);
            pump = started;
            started.start();
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
            Headers trailers = Trailers.of(exchange.trailers());
            if (!trailers.isEmpty() && receiver != null) {
                receiver.trailers(HeaderMaps.write(trailers));
            }
            attempt.read(head);
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
