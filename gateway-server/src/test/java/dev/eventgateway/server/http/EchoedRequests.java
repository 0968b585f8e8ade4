package dev.eventgateway.server.http;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** A listener whose endpoint answers with what it was asked; some paths answer in other ways. */
abstract class EchoedRequests {

    static final int LIMIT = 1_000;
    static final HttpLimits LIMITS = new HttpLimits(
            LIMIT,
            10 * LIMIT,
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            Duration.ofSeconds(20),
            Duration.ofMillis(300));

    static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    /** Not a whole number of anything that it could be divided into. */
    static final byte[] LONG = new byte[3_000_001];

    static {
        new Random(1).nextBytes(LONG);
    }

    /** Counted down when the body of a request to {@code /awaited} is read; its reply comes when it is {@link #released}. */
    final CountDownLatch read = new CountDownLatch(1);

    final CompletableFuture<Void> released = new CompletableFuture<>();

    final Listener listener;
    private final XnioWorker worker;
    private final DefaultByteBufferPool buffers = new DefaultByteBufferPool(true, 16 * 1024);

    EchoedRequests() throws IOException {
        worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
        listener = open(ANY_PORT, LIMITS);
    }

    Listener open(InetSocketAddress address, HttpLimits limits) throws IOException {
        return Listener.open(worker, buffers, address, Optional.empty(), limits, this::answer);
    }

    @AfterEach
    void close() throws InterruptedException {
        listener.close();
        worker.shutdown();
        worker.awaitTermination();
        buffers.close();
    }

    private CompletionStage<GatewayReply> answer(GatewayRequest request) {
        return switch (request.rawPath()) {
            case "/early" -> CompletableFuture.completedStage(GatewayReply.error(404, "no"));
            case "/broken" -> throw new IllegalStateException("as the test wants it");
            case "/status" ->
                CompletableFuture.completedStage(
                        new GatewayReply(Integer.parseInt(request.rawQuery()), Headers.none(), new byte[] {'x'}));
            case "/headers" -> CompletableFuture.completedStage(functionsReply());
            case "/long" -> CompletableFuture.completedStage(new GatewayReply(200, Headers.none(), LONG.clone()));
            case "/evil" ->
                CompletableFuture.completedStage(
                        GatewayReply.of(200, "text/plain", "x").with("X-Evil", "a\r\nSet-Cookie: b"));
            case "/awaited" ->
                request.body().thenCompose(body -> {
                    read.countDown();
                    return released.thenApply(now -> echo(request, body));
                });
            default -> request.body().thenApplyAsync(body -> echo(request, body));
        };
    }

    private static GatewayReply functionsReply() {
        Headers headers = Headers.builder()
                .add("Set-Cookie", "a=1")
                .add("Set-Cookie", "b=2")
                .add("Connection", "X-Private")
                .add("X-Private", "1")
                .add("Transfer-Encoding", "chunked")
                .add("Content-Length", "7000")
                .add("Keep-Alive", "timeout=9")
                .build();
        return new GatewayReply(200, headers, "hi".getBytes(StandardCharsets.UTF_8));
    }

    private static GatewayReply echo(GatewayRequest request, byte[] body) {
        return GatewayReply.of(
                200,
                "text/plain",
                request.method() + "|" + request.rawPath() + "|" + request.rawQuery() + "|" + body.length);
    }

    RawClient client() throws IOException {
        return new RawClient(listener.address());
    }
}
