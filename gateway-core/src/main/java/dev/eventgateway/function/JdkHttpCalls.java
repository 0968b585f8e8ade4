package dev.eventgateway.function;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
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
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Calls with the JDK's client: bounded in number, in time and in the size of the answer. */
final class JdkHttpCalls implements AutoCloseable {

    /** The largest answer, in bytes; as large as the largest request that the server takes by default. */
    static final int MAX_ANSWER_BYTES = 10 * 1024 * 1024;

    private static final Pattern NOT_IN_URI = Pattern.compile("[\"<>\\\\^`{|}\\[\\]]");

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    private final Duration timeout;
    private final int concurrency;
    private final Semaphore free;
    private @Nullable Connections connections;
    private boolean closed;

    /** The client and its threads, opened by the first call. */
    private record Connections(HttpClient client, ExecutorService threads) {}

    JdkHttpCalls(Duration timeout, int concurrency) {
        this.timeout = timeout;
        this.concurrency = concurrency;
        this.free = new Semaphore(concurrency);
    }

    CompletionStage<FunctionReply> post(URI address, FunctionCall call) {
        Duration limit = call.timeout().orElse(timeout);
        return bounded(() -> send(request(address, call, limit), limit, JdkHttpCalls::reply));
    }

    /** Sends a request on; its body has been read. */
    CompletionStage<FunctionReply> forward(Forwarding forwarding, GatewayRequest request, byte[] body) {
        return bounded(() -> send(request(forwarding, request, body), timeout, JdkHttpCalls::passedOn));
    }

    private CompletionStage<FunctionReply> bounded(Supplier<CompletionStage<FunctionReply>> send) {
        if (!free.tryAcquire()) {
            return CompletableFuture.failedStage(new FunctionException(
                    FunctionException.Kind.SATURATED, concurrency + " calls of HTTP functions are under way"));
        }
        try {
            return send.get().whenComplete((reply, failure) -> free.release());
        } catch (RuntimeException failure) {
            free.release();
            return CompletableFuture.failedStage(failed(failure, timeout));
        }
    }

    private static HttpRequest request(URI address, FunctionCall call, Duration limit) {
        return HttpRequest.newBuilder(address)
                .timeout(limit)
                .header("Content-Type", FunctionCall.CONTENT_TYPE)
                .POST(BodyPublishers.ofByteArray(call.payload()))
                .build();
    }

    private HttpRequest request(Forwarding forwarding, GatewayRequest request, byte[] body) {
        URI address = forwarding.address();
        String target = escaped(forwarding.target(request));
        HttpRequest.Builder out = HttpRequest.newBuilder(
                        URI.create(address.getScheme() + "://" + address.getRawAuthority() + target))
                .timeout(timeout)
                .method(
                        request.method(),
                        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        forwarding.headers(request, (name, values) -> {
            if (!name.equalsIgnoreCase("Expect")) {
                values.forEach(value -> out.header(name, value));
            }
        });
        return out.build();
    }

    /** Browsers send them as they are, {@link URI} does not take them. */
    private static String escaped(String target) {
        return NOT_IN_URI
                .matcher(target)
                .replaceAll(found -> String.format("%%%02X", (int) found.group().charAt(0)));
    }

    private CompletionStage<FunctionReply> send(
            HttpRequest request, Duration limit, Function<HttpResponse<byte[]>, FunctionReply> reading) {
        CompletableFuture<HttpResponse<byte[]>> response =
                client().sendAsync(request, head -> new BoundedBody(MAX_ANSWER_BYTES));
        // The client's own time-out ends with the headers; this one covers the body, and the cancel frees the
        // connection.
        return response.copy()
                .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((answer, failure) -> response.cancel(true))
                .handle((answer, failure) -> {
                    if (failure != null) {
                        throw failed(failure, limit);
                    }
                    return reading.apply(answer);
                });
    }

    private static FunctionReply reply(HttpResponse<byte[]> answer) {
        if (answer.statusCode() < 200 || answer.statusCode() > 299) {
            throw FunctionException.answered(
                    answer.statusCode(), answer.headers().firstValue("Retry-After"));
        }
        return FunctionReply.of(answer.body());
    }

    private static FunctionReply passedOn(HttpResponse<byte[]> answer) {
        Headers.Builder headers = Headers.builder();
        answer.headers().map().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        return FunctionReply.of(new GatewayReply(answer.statusCode(), headers.build(), answer.body()));
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

    private synchronized HttpClient client() {
        if (closed) {
            throw new FunctionException(FunctionException.Kind.UNAVAILABLE, "the gateway is closed");
        }
        if (connections == null) {
            connections = connect();
        }
        return connections.client();
    }

    private static Connections connect() {
        ExecutorService threads = Executors.newFixedThreadPool(
                Math.max(2, Runtime.getRuntime().availableProcessors()), JdkHttpCalls::daemon);
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

    @Override
    public synchronized void close() {
        closed = true;
        if (connections != null) {
            connections.threads().shutdownNow();
            connections = null;
        }
    }
}
