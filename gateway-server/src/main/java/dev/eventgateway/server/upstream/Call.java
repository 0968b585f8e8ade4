package dev.eventgateway.server.upstream;

import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionReply;
import io.undertow.client.ClientRequest;
import io.undertow.client.ClientResponse;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;
import io.undertow.util.WorkerUtils;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/**
 * One POST, from its start to its answer: waits for a connection, is sent, and is sent once more only if nothing of it was.
 * Confined to its I/O thread.
 */
final class Call {

    private static final int MOST_ATTEMPTS = 3;
    private static final String USER_AGENT = "event-gateway";

    private final XnioIoThread thread;
    private final UpstreamLimits limits;
    private final Target target;
    private final byte[] body;
    private final Duration answerTime;
    private final CompletableFuture<FunctionReply> answer;

    private XnioExecutor.Key timer = XnioExecutor.Key.IMMEDIATE;
    private @Nullable ConnectionPool pool;
    private @Nullable Attempt attempt;
    private int attempts;

    Call(
            XnioIoThread thread,
            UpstreamLimits limits,
            Target target,
            FunctionCall call,
            CompletableFuture<FunctionReply> answer) {
        this.thread = thread;
        this.limits = limits;
        this.target = target;
        this.body = call.payload();
        this.answerTime = call.timeout().orElse(limits.answerTime());
        this.answer = answer;
    }

    void start(ConnectionPool connections) {
        pool = connections;
        timer = WorkerUtils.executeAfter(thread, this::timeOut, answerTime.toMillis(), TimeUnit.MILLISECONDS);
        connections.run(this);
    }

    /** A connection is free for this call. */
    void sendOn(PooledConnection connection) {
        attempts++;
        Attempt next = new Attempt(this, connection, limits);
        attempt = next;
        next.send(request(), body);
    }

    /** The attempt read an answer to its end. */
    void answered(PooledConnection connection, Duration keptAlive, ClientResponse head, byte[] bytes) {
        release(connection, keptAlive);
        int status = head.getResponseCode();
        if (status < 200 || status > 299) {
            Optional<String> retryAfter =
                    Optional.ofNullable(head.getResponseHeaders().getFirst(Headers.RETRY_AFTER));
            fail(FunctionException.answered(status, retryAfter));
        } else if (!answer.isDone()) {
            timer.remove();
            answer.complete(FunctionReply.of(bytes));
        }
    }

    /** The attempt broke; {@code untouched} if not one byte of it left. */
    void broke(FunctionException failure, boolean untouched) {
        ConnectionPool connections = pool;
        if (untouched && attempts < MOST_ATTEMPTS && !answer.isDone() && connections != null) {
            connections.run(this);
        } else {
            fail(failure);
        }
    }

    void fail(FunctionException failure) {
        if (!answer.isDone()) {
            timer.remove();
            answer.completeExceptionally(failure);
        }
    }

    private void release(PooledConnection connection, Duration keptAlive) {
        if (pool != null) {
            pool.release(connection, keptAlive);
        }
    }

    private void timeOut() {
        if (pool != null) {
            pool.forget(this);
        }
        Attempt running = attempt;
        fail(Failures.noAnswer(answerTime));
        if (running != null) {
            running.abort();
        }
    }

    private ClientRequest request() {
        ClientRequest request = new ClientRequest()
                .setMethod(Methods.POST)
                .setPath(target.path())
                .setProtocol(Protocols.HTTP_1_1);
        HeaderMap headers = request.getRequestHeaders();
        headers.put(Headers.HOST, target.authority());
        headers.put(Headers.USER_AGENT, USER_AGENT);
        headers.put(Headers.CONTENT_TYPE, FunctionCall.CONTENT_TYPE);
        headers.put(Headers.CONTENT_LENGTH, body.length);
        return request;
    }
}
