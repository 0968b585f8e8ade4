package dev.eventgateway.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.server.tls.SelfSigned;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** Requests over HTTP/2 that would become other ones, or two, if they were written down as HTTP/1.1. None reaches the endpoint. */
class Http2DowngradeTest {

    private static final Duration PATIENT = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static SelfSigned server;

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final XnioWorker worker;
    private final DefaultByteBufferPool buffers = new DefaultByteBufferPool(true, 16 * 1024);
    private final Listener listener;

    Http2DowngradeTest() throws Exception {
        worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
        var context = server.identifiedTrusting();
        listener = Listener.open(
                worker,
                buffers,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.of(new Encryption(() -> context, false)),
                new HttpLimits(1_000, 10_000, PATIENT, PATIENT, PATIENT, PATIENT),
                this::record);
    }

    @BeforeAll
    static void certify() throws Exception {
        server = SelfSigned.make(folder, "server", "EC");
    }

    @AfterEach
    void close() throws InterruptedException {
        listener.close();
        worker.shutdown();
        worker.awaitTermination();
        buffers.close();
    }

    private CompletionStage<GatewayReply> record(GatewayRequest request) {
        StringBuilder text = new StringBuilder(request.method() + " " + request.rawPath());
        request.headers()
                .forEach((name, values) ->
                        text.append('|').append(name).append('=').append(values));
        received.add(text.toString());
        return CompletableFuture.completedStage(GatewayReply.of(200, "text/plain", "here"));
    }

    static Stream<Arguments> ambiguous() {
        return Stream.of(
                named("a transfer coding", "/a", "transfer-encoding", "chunked"),
                named("a header of one connection", "/a", "connection", "keep-alive"),
                named("a line break in a name", "/a", "x: a\r\ncontent-length", "0"),
                named("a colon in a name", "/a", "transfer-encoding: chunked", "x"),
                named("a space in a name", "/a", "content-length ", "0"),
                named("capitals in a name", "/a", "Transfer-Encoding", "chunked"),
                named("a line break in the path", "/a HTTP/1.1\r\nx: y", "x", "y"),
                named("a space in the path", "/a /b", "x", "y"),
                named("two lengths", "/a", "content-length", "0", "content-length", "5"),
                named("a pseudo header after others", "/a", "x", "y", ":path", "/b"),
                named("a line break in a value", "/a", "x", "a\r\ntransfer-encoding: chunked"),
                named("a line feed in a value", "/a", "x", "a\ncontent-length: 0"),
                named("a zero in a value", "/a", "x", "a\0b"),
                named("a length without a body", "/a", "content-length", "5"),
                named("a length that is no number", "/a", "content-length", "+0"));
    }

    private static Arguments named(String what, String path, String... headers) {
        return Arguments.of(what, path, headers);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ambiguous")
    void whatIsAmbiguousDoesNotArrive(String what, String path, String[] headers) throws Exception {
        try (RawHttp2Client client = new RawHttp2Client(listener.address(), SelfSigned.trusting(server))) {
            client.get(1, path, headers);
            answerOrEnd(client);
        }

        assertThat(received).as(what).noneMatch(request -> request.contains("/a"));
    }

    @Test
    void theAuthorityIsTheOnlyHost() throws Exception {
        try (RawHttp2Client client = new RawHttp2Client(listener.address(), SelfSigned.trusting(server))) {
            client.get(1, "/a", "host", "elsewhere");
            client.next(RawHttp2Client.DATA);
        }

        assertThat(received).singleElement().asString().isEqualToIgnoringCase("GET /a|Host=[127.0.0.1]");
    }

    /** By then the request has been looked at. */
    private static void answerOrEnd(RawHttp2Client client) {
        try {
            client.get(3, "/next");
            client.next(RawHttp2Client.DATA);
        } catch (IOException ended) {
            // The connection was ended for it.
        }
    }
}
