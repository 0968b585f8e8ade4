package dev.eventgateway.server.http;

import dev.eventgateway.event.RequestException;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.HeaderMap;
import io.undertow.util.WorkerUtils;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSourceChannel;

/**
 * The body of one request: read when asked for, bounded in size and time. What nobody asked for is thrown away after the
 * reply, so that the connection can be used again. Confined to the exchange's I/O thread, but for {@link #read}.
 */
final class RequestBody implements RequestStream {

    /** What is read past the limit to let the sender see the refusal before the connection closes. */
    private static final int GRACE_BYTES = 1024 * 1024;

    private static final Duration GRACE_TIME = Duration.ofSeconds(5);

    private final HttpServerExchange exchange;
    private final HttpLimits limits;
    private final BodyBudget budget;
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ByteCollector collected;
    private final long length;
    private int taken;

    private @Nullable StreamSourceChannel channel;
    private XnioExecutor.Key deadline = XnioExecutor.Key.IMMEDIATE;

    /**
     * @param budget what the body is counted against until the request has its reply
     */
    RequestBody(HttpServerExchange exchange, HttpLimits limits, BodyBudget budget) {
        this.exchange = exchange;
        this.limits = limits;
        this.budget = budget;
        this.length = RequestRules.length(exchange);
        this.collected = new ByteCollector(length);
    }

    /** {@return how long the head says it is; negative if that says nothing that makes sense} */
    long announced() {
        return length;
    }

    @Override
    public long length() {
        return length < 0 && exchange.isRequestComplete() ? 0 : length;
    }

    @Override
    public boolean awaitsLeave() {
        return HttpContinue.requiresContinueResponse(exchange);
    }

    @Override
    public StreamSourceChannel source() {
        return open();
    }

    @Override
    public Optional<HeaderMap> trailers() {
        return Optional.ofNullable(exchange.getAttachment(HttpAttachments.REQUEST_TRAILERS));
    }

    @Override
    public void whenGone(Runnable gone) {
        new Departure(exchange, gone).watch();
    }

    /** {@return the whole body; fails with 413, 408 or 400} On any thread; the first call starts to read. */
    CompletionStage<byte[]> read() {
        if (Thread.currentThread() == exchange.getIoThread()) {
            start();
        } else {
            exchange.getIoThread().execute(this::start);
        }
        return body;
    }

    /** Reads on until the end of the body and runs {@code then}; gives the connection up if the end does not come soon. */
    void discard(Runnable then) {
        if (exchange.isRequestComplete()) {
            then.run();
            return;
        }
        new Leftover(then).start();
    }

    private void start() {
        if (length > limits.maxBody()) {
            body.completeExceptionally(tooLarge());
        } else if (exchange.isRequestComplete()) {
            stayInSelector();
            body.complete(new byte[0]);
        } else {
            exchange.addExchangeCompleteListener((ended, next) -> {
                giveBack();
                next.proceed();
            });
            StreamSourceChannel source = open();
            source.getReadSetter().set(this::readAvailable);
            readAvailable(source);
        }
    }

    private StreamSourceChannel open() {
        StreamSourceChannel known = channel;
        if (known == null) {
            known = exchange.getRequestChannel();
            channel = known;
        }
        return known;
    }

    private void readAvailable(StreamSourceChannel source) {
        try (PooledByteBuffer pooled =
                exchange.getConnection().getByteBufferPool().allocate()) {
            while (true) {
                ByteBuffer piece = pooled.getBuffer().clear();
                int count = source.read(piece);
                if (count == 0) {
                    await(source);
                    return;
                }
                if (count < 0) {
                    complete(source);
                    return;
                }
                if (collected.size() + count > limits.maxBody()) {
                    fail(source, tooLarge());
                    return;
                }
                if (!budget.take(count, taken)) {
                    taken = 0;
                    fail(source, tooMany());
                    return;
                }
                taken += count;
                collected.add(piece.flip());
            }
        } catch (IOException broken) {
            fail(source, RequestException.malformed("The request body broke off."));
        }
    }

    private void await(StreamSourceChannel source) {
        source.resumeReads();
        if (deadline == XnioExecutor.Key.IMMEDIATE) {
            long seconds = limits.bodyTime().toSeconds();
            deadline = after(
                    limits.bodyTime(),
                    () -> fail(
                            source, new RequestException(408, "The request body took longer than " + seconds + " s.")));
        }
    }

    /** HTTP/2 has an end of its own, which may come before the length is reached. */
    private void complete(StreamSourceChannel source) {
        if (length >= 0 && collected.size() != length) {
            fail(source, RequestException.malformed("The request body is not as long as its Content-Length says."));
            return;
        }
        stop(source);
        stayInSelector();
        body.complete(collected.toBytes());
    }

    /**
     * Undertow takes a connection out of its selector and puts it back with the reply, by a system call each; yet hardly a client sends
     * anything before. So that is done only when one does.
     */
    private void stayInSelector() {
        Departure.whenMoreComes(
                exchange, early -> early.getOriginalSourceConduit().suspendReads());
    }

    /** Before the body is completed: what follows may read on. */
    private void stop(StreamSourceChannel source) {
        deadline.remove();
        source.suspendReads();
    }

    private void fail(StreamSourceChannel source, RequestException failure) {
        stop(source);
        giveBack();
        body.completeExceptionally(failure);
    }

    /** A body that is refused must not stand in the way of the others until its sender has finished. */
    private void giveBack() {
        budget.give(taken);
        taken = 0;
        collected.discard();
    }

    private RequestException tooLarge() {
        return new RequestException(413, "The request body is larger than " + limits.maxBody() + " bytes.");
    }

    private static RequestException tooMany() {
        return new RequestException(503, "Too many request bodies are being received. Please try again later.");
    }

    private XnioExecutor.Key after(Duration time, Runnable task) {
        return WorkerUtils.executeAfter(exchange.getIoThread(), task, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The part of a body that came too late or too long. */
    private final class Leftover {

        private final Runnable then;
        private long allowance = (long) limits.maxBody() + GRACE_BYTES;
        private boolean over;
        private XnioExecutor.Key end = XnioExecutor.Key.IMMEDIATE;

        Leftover(Runnable then) {
            this.then = then;
        }

        void start() {
            StreamSourceChannel source = open();
            source.getReadSetter().set(this::skipAvailable);
            end = after(GRACE_TIME, () -> finish(source, false));
            skipAvailable(source);
        }

        private void skipAvailable(StreamSourceChannel source) {
            try (PooledByteBuffer pooled =
                    exchange.getConnection().getByteBufferPool().allocate()) {
                while (!over) {
                    int count = source.read(pooled.getBuffer().clear());
                    if (count == 0) {
                        source.resumeReads();
                        return;
                    }
                    allowance -= count;
                    if (count < 0 || allowance < 0) {
                        finish(source, count < 0);
                    }
                }
            } catch (IOException broken) {
                finish(source, false);
            }
        }

        private void finish(StreamSourceChannel source, boolean complete) {
            if (over) {
                return;
            }
            over = true;
            end.remove();
            source.suspendReads();
            if (!complete) {
                exchange.setPersistent(false);
            }
            then.run();
        }
    }
}
