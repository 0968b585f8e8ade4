package dev.eventgateway.server.upstream;

import dev.eventgateway.event.RequestException;
import dev.eventgateway.server.http.RequestStream;
import dev.eventgateway.server.upstream.protocol.Exchange;
import dev.eventgateway.server.upstream.protocol.HeaderMaps;
import dev.eventgateway.server.upstream.protocol.RequestHead;
import io.undertow.util.WorkerUtils;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSinkChannel;

/** A message whose body is still arriving. */
final class StreamedMessage implements Message {

    /** How long a function may take to give leave to send the body; then it is one that knows nothing of that. */
    private static final Duration LEAVE_TIME = Duration.ofSeconds(1);

    private final LongFunction<RequestHead> head;
    private final RequestStream body;
    /** As it was announced: of a body that was read to its end, to be sent once more, it would be another. */
    private final long length;

    private final Duration answerTime;
    private final UpstreamLimits limits;

    private XnioExecutor.Key leave = XnioExecutor.Key.IMMEDIATE;
    private @Nullable Pump pump;
    private @Nullable Rewind rewind;
    private boolean stopped;

    StreamedMessage(LongFunction<RequestHead> head, RequestStream body, Duration answerTime, UpstreamLimits limits) {
        this.head = head;
        this.body = body;
        this.length = body.length();
        this.answerTime = answerTime;
        this.limits = limits;
    }

    @Override
    public RequestHead head() {
        return head.apply(length);
    }

    @Override
    public void sendBody(Exchange exchange, Attempt attempt) {
        if (length == 0) {
            // Such a request is at its end as it begins.
            sent(attempt);
        } else if (body.awaitsLeave()) {
            awaitLeave(exchange, attempt);
        } else {
            pump(exchange, attempt);
        }
    }

    /** The head alone goes first. */
    private void awaitLeave(Exchange exchange, Attempt attempt) {
        leave.remove();
        leave = WorkerUtils.executeAfter(
                exchange.request().getIoThread(),
                () -> pump(exchange, attempt),
                LEAVE_TIME.toMillis(),
                TimeUnit.MILLISECONDS);
        StreamSinkChannel sink = exchange.request();
        sink.getWriteSetter().set(ready -> flush(ready, attempt));
        flush(sink, attempt);
    }

    @Override
    public void mayContinue(Exchange exchange, Attempt attempt) {
        if (body.awaitsLeave()) {
            pump(exchange, attempt);
        }
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

    private void pump(Exchange exchange, Attempt attempt) {
        // Who has answered wants no body any more, and of what was not asked for the sender's end makes no whole one.
        if (pump != null || stopped || attempt.isOver() || attempt.isAnswered()) {
            return;
        }
        leave.remove();
        // Who could not send the head at once is still told when he can.
        exchange.request().suspendWrites();
        attempt.call().waitFor(limits.stallTime());
        if (rewind == null && attempt.mayBeRefusedLate()) {
            rewind = new Rewind();
        }
        Pump started = new Pump(body.source(), rewind, exchange.request(), length, attempt.buffers(), new Pump.Ends() {
            @Override
            public void moved() {
                attempt.call().moved();
            }

            @Override
            public void read() {
                body.trailers().map(HeaderMaps::read).ifPresent(all -> exchange.trailers(Trailers.of(all)));
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
        if (stopped) {
            return;
        }
        stopped = true;
        leave.remove();
        if (pump != null) {
            pump.stop();
        }
    }
}
