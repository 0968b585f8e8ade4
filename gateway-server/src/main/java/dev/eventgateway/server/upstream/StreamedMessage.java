package dev.eventgateway.server.upstream;

import dev.eventgateway.event.RequestException;
import dev.eventgateway.server.http.RequestStream;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientRequest;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.util.WorkerUtils;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSinkChannel;

/** A message whose body is still arriving. */
final class StreamedMessage implements Message {

    /** How long a function may take to give leave to send the body; then it is one that knows nothing of that. */
    private static final Duration LEAVE_TIME = Duration.ofSeconds(1);

    private final Supplier<ClientRequest> head;
    private final RequestStream body;
    private final Duration answerTime;
    private final UpstreamLimits limits;

    private XnioExecutor.Key leave = XnioExecutor.Key.IMMEDIATE;
    private @Nullable Pump pump;
    private @Nullable Rewind rewind;
    private boolean stopped;

    StreamedMessage(Supplier<ClientRequest> head, RequestStream body, Duration answerTime, UpstreamLimits limits) {
        this.head = head;
        this.body = body;
        this.answerTime = answerTime;
        this.limits = limits;
    }

    @Override
    public ClientRequest head() {
        return head.get();
    }

    @Override
    public void sendBody(ClientExchange exchange, Attempt attempt) {
        if (body.length() == 0) {
            // Undertow ends such a request by itself.
            sent(attempt);
        } else if (body.awaitsLeave()) {
            awaitLeave(exchange, attempt);
        } else {
            pump(exchange, attempt);
        }
    }

    /** The head alone goes first. */
    private void awaitLeave(ClientExchange exchange, Attempt attempt) {
        leave.remove();
        exchange.setContinueHandler(given -> pump(exchange, attempt));
        leave = WorkerUtils.executeAfter(
                exchange.getConnection().getIoThread(),
                () -> pump(exchange, attempt),
                LEAVE_TIME.toMillis(),
                TimeUnit.MILLISECONDS);
        StreamSinkChannel sink = exchange.getRequestChannel();
        sink.getWriteSetter().set(ready -> flush(ready, attempt));
        flush(sink, attempt);
    }

    private static void flush(StreamSinkChannel sink, Attempt attempt) {
        try {
            if (sink.flush()) {
                sink.suspendWrites();
            } else {
                sink.resumeWrites();
            }
        } catch (IOException broken) {
            sink.suspendWrites();
            attempt.notSent();
        }
    }

    private void pump(ClientExchange exchange, Attempt attempt) {
        if (pump != null || stopped || attempt.isOver()) {
            return;
        }
        leave.remove();
        attempt.call().waitFor(limits.stallTime());
        if (rewind == null && exchange.getConnection().isMultiplexingSupported()) {
            rewind = new Rewind();
        }
        Pump started = new Pump(
                body.source(), rewind, exchange.getRequestChannel(), body.length(), attempt.buffers(), new Pump.Ends() {
                    @Override
                    public void moved() {
                        attempt.call().moved();
                    }

                    @Override
                    public void read() {
                        body.trailers()
                                .map(HeaderCopies::trailers)
                                .ifPresent(all -> exchange.putAttachment(HttpAttachments.RESPONSE_TRAILERS, all));
                    }

                    @Override
                    public void written() {
                        sent(attempt);
                    }

                    @Override
                    public void sourceBroke(IOException failure) {
                        attempt.call().fail(RequestException.malformed("The request body broke off."));
                    }

                    @Override
                    public void sinkBroke(IOException failure) {
                        attempt.notSent();
                    }
                });
        pump = started;
        started.start();
    }

    private void sent(Attempt attempt) {
        attempt.sent();
        if (!attempt.isAnswered()) {
            attempt.call().waitFor(answerTime);
        }
        body.whenGone(() -> {
            if (!attempt.isOver()) {
                attempt.call().fail(RequestException.malformed("The sender went away."));
            }
        });
    }

    /** A body that has been begun is gone, unless its beginning was kept. */
    @Override
    public boolean isWhole() {
        return pump == null || (rewind != null && rewind.isWhole());
    }

    @Override
    public void again() {
        if (pump != null && rewind != null) {
            pump.stop();
            pump = null;
            rewind.again();
        }
    }

    @Override
    public boolean isAwaited() {
        return pump != null && pump.isAwaitingSource();
    }

    @Override
    public void stop() {
        stopped = true;
        leave.remove();
        if (pump != null) {
            pump.stop();
        }
    }
}
