package dev.eventgateway.function;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests over HTTP for a {@link FunctionProvider}, by the JDK's client: bounded in number, in time and in the size of answers,
 * redirects are not followed. Opens its connections and threads with the first request. Safe for use by many threads, and never
 * blocks them.
 */
public final class HttpCalls implements AutoCloseable {

    /** The largest answer, in bytes; as large as the largest request that the server takes by default. */
    public static final int MAX_ANSWER_BYTES = 10 * 1024 * 1024;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    private final String what;
    private final int concurrency;
    private final Semaphore free;
    private @Nullable Connections connections;
    private boolean closed;

    /** The client and its threads, opened by the first call. */
    private record Connections(HttpClient client, ExecutorService threads) {}

    /**
     * @param what what is called, for messages: {@code "HTTP functions"}
     * @param concurrency how many requests may be under way at once; further ones fail as saturated
     */
    public HttpCalls(String what, int concurrency) {
        this.what = what;
        this.concurrency = concurrency;
        this.free = new Semaphore(concurrency);
    }

    /**
     * Sends a request.
     *
     * @param request makes it, on a thread of these calls, where it may take its time but should not wait for anything
     * @param limit how long all of it may take, to the last byte of the answer
     * @return the answer, whatever its status; or a {@link FunctionException} of kind CONNECTION, TIMEOUT, SATURATED, BAD_ANSWER (the
     *     answer is too large) or UNAVAILABLE (closed), or what {@code request} threw of that type
     */
    public CompletionStage<HttpResponse<byte[]>> send(Supplier<HttpRequest> request, Duration limit) {
        if (!free.tryAcquire()) {
            return CompletableFuture.failedStage(new FunctionException(
                    FunctionException.Kind.SATURATED, concurrency + " calls of " + what + " are under way"));
        }
        try {
            return start(open(), request, limit).whenComplete((answer, failure) -> free.release());
        } catch (RuntimeException failure) {
            free.release();
            return CompletableFuture.failedStage(failed(failure, limit));
        }
    }

    private static CompletionStage<HttpResponse<byte[]>> start(
            Connections connections, Supplier<HttpRequest> request, Duration limit) {
        CompletableFuture<HttpResponse<byte[]>> response = new CompletableFuture<>();
        connections.threads().execute(() -> exchange(connections.client(), request, response));
        // The client's own time-out ends with the headers; this one covers the body.
        return response.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(failed(failure, limit)));
    }

    private static void exchange(
            HttpClient client, Supplier<HttpRequest> request, CompletableFuture<HttpResponse<byte[]>> response) {
        if (response.isDone()) {
            return;
        }
        try {
            CompletableFuture<HttpResponse<byte[]>> exchange =
                    client.sendAsync(request.get(), head -> new BoundedBody(MAX_ANSWER_BYTES));
            follow(exchange, response);
            // Where nobody waits any more, this frees the connection.
            response.minimalCompletionStage().whenComplete((answer, failure) -> exchange.cancel(true));
        } catch (Throwable failure) {
            response.completeExceptionally(failure);
        }
    }

    private static <T> void follow(CompletionStage<T> from, CompletableFuture<T> to) {
        from.whenComplete((value, failure) -> {
            if (failure == null) {
                to.complete(value);
            } else {
                to.completeExceptionally(failure);
            }
        });
    }

    private static FunctionException failed(Throwable failure, Duration limit) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof FunctionException known) {
            return known;
        }
        if (cause instanceof HttpTimeoutException || cause instanceof TimeoutException) {
            return new FunctionException(FunctionException.Kind.TIMEOUT, "no answer within " + limit, cause);
        }
        return new FunctionException(FunctionException.Kind.CONNECTION, "connection failed: " + cause, cause);
    }

    private synchronized Connections open() {
        if (closed) {
            throw new FunctionException(FunctionException.Kind.UNAVAILABLE, "the gateway is closed");
        }
        if (connections == null) {
            connections = connect();
        }
        return connections;
    }

    private static Connections connect() {
        ExecutorService threads = Executors.newFixedThreadPool(
                Math.max(2, Runtime.getRuntime().availableProcessors()), HttpCalls::daemon);
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(threads)
                .build();
        return new Connections(client, threads);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "event-gateway-http");
        thread.setDaemon(true);
        return thread;
    }

    /** Interrupts what is under way. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        if (connections != null) {
            connections.threads().shutdownNow();
            connections = null;
        }
    }
}
