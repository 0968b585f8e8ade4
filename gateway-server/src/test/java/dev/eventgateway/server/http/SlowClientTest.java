package dev.eventgateway.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.server.tls.SelfSigned;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** Clients that never stop, but take as long as they are let to: what they hold is given up all the same. */
class SlowClientTest {

    private static final Duration HASTY = Duration.ofMillis(500);
    private static final Duration PATIENT = Duration.ofSeconds(60);
    private static final Duration STEP = Duration.ofMillis(50);

    /** More than the buffers of both sockets hold. */
    private static final int MUCH = 64 * 1024 * 1024;

    private final XnioWorker worker;
    private final DefaultByteBufferPool buffers = new DefaultByteBufferPool(true, 16 * 1024);

    SlowClientTest() throws IOException {
        worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
    }

    @AfterEach
    void close() throws InterruptedException {
        worker.shutdown();
        worker.awaitTermination();
        buffers.close();
    }

    @Test
    void aHeadThatComesByteForByteIsGivenUp() throws IOException {
        try (Listener listener = listener(HASTY, PATIENT, PATIENT, Optional.empty());
                Socket client = connect(listener)) {
            send(client, "GET /a HTTP/1.1\r\nHost: x\r\nX-Slow: ");
            assertIsCutOffWhileSending(client, "z");
        }
    }

    @Test
    void headersThatNeverEndAreGivenUp() throws IOException {
        try (Listener listener = listener(HASTY, PATIENT, PATIENT, Optional.empty());
                Socket client = connect(listener)) {
            send(client, "GET /a HTTP/1.1\r\nHost: x\r\n");
            assertIsCutOffWhileSending(client, "X-Slow: z\r\n");
        }
    }

    @Test
    void aBodyThatComesByteForByteIsGivenUp() throws IOException {
        try (Listener listener = listener(PATIENT, HASTY, PATIENT, Optional.empty());
                RawClient client = new RawClient(listener.address())) {
            client.send("POST /a HTTP/1.1\nHost: x\nContent-Length: 100000\n\n");
            Thread dribble = dribble(client, "z");
            assertThat(client.reply()).startsWith("HTTP/1.1 408 ");
            dribble.interrupt();
        }
    }

    @Test
    void chunksThatComeByteForByteAreGivenUp() throws IOException {
        try (Listener listener = listener(PATIENT, HASTY, PATIENT, Optional.empty());
                RawClient client = new RawClient(listener.address())) {
            client.send("POST /a HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n");
            Thread dribble = dribble(client, "1\nz\n");
            assertThat(client.reply()).startsWith("HTTP/1.1 408 ");
            dribble.interrupt();
        }
    }

    @Test
    void aReplyThatNobodyReadsIsGivenUp() throws IOException {
        try (Listener listener = listener(PATIENT, PATIENT, HASTY, Optional.empty());
                Socket client = connect(listener)) {
            send(client, "GET /much HTTP/1.1\r\nHost: x\r\n\r\n");
            // Something of it is there, so the reply has begun.
            assertThat(client.getInputStream().read()).isEqualTo('H');
            listener.awaitIdle(PATIENT);
            assertThat(readToTheEnd(client)).isLessThan(MUCH);
        }
    }

    @Test
    void aReplyThatIsReadByteForByteIsGivenUp() throws IOException {
        try (Listener listener = listener(PATIENT, PATIENT, HASTY, Optional.empty());
                Socket client = connect(listener)) {
            send(client, "GET /much HTTP/1.1\r\nHost: x\r\n\r\n");
            // Before the reply has begun, the listener is idle as well.
            assertThat(client.getInputStream().read()).isEqualTo('H');
            Thread reader = repeat(() -> client.getInputStream().read());
            listener.awaitIdle(PATIENT);
            reader.interrupt();
            assertThat(readToTheEnd(client)).isLessThan(MUCH);
        }
    }

    /** A client of HTTP/2 reads nothing by never giving leave to send more. */
    @Test
    void aReplyThatMayNotBeSentIsGivenUp(@TempDir Path folder) throws Exception {
        SelfSigned server = SelfSigned.make(folder, "server", "EC");
        var context = server.identifiedTrusting();
        Encryption encryption = new Encryption(() -> context, false);
        try (Listener listener = listener(PATIENT, PATIENT, HASTY, Optional.of(encryption));
                RawHttp2Client client = new RawHttp2Client(listener.address(), SelfSigned.trusting(server))) {
            client.get(1, "/much");
            assertThat(client.next(RawHttp2Client.DATA).text()).isNotEmpty();
            client.next(RawHttp2Client.RESET);
        }
    }

    private Listener listener(Duration headTime, Duration bodyTime, Duration replyTime, Optional<Encryption> encryption)
            throws IOException {
        return Listener.open(
                worker,
                buffers,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                encryption,
                new HttpLimits(MUCH, MUCH, headTime, bodyTime, replyTime, PATIENT),
                SlowClientTest::answer);
    }

    private static CompletionStage<GatewayReply> answer(GatewayRequest request) {
        return request.rawPath().equals("/much")
                ? CompletableFuture.completedStage(new GatewayReply(200, Headers.none(), new byte[MUCH]))
                : request.body().thenApply(body -> GatewayReply.of(200, "text/plain", "whole"));
    }

    private static Socket connect(Listener listener) throws IOException {
        Socket socket =
                new Socket(listener.address().getAddress(), listener.address().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void assertIsCutOffWhileSending(Socket client, String piece) {
        Awaitility.await().pollInterval(STEP).until(() -> {
            try {
                send(client, piece);
                return false;
            } catch (IOException cutOff) {
                return true;
            }
        });
    }

    private static Thread dribble(RawClient client, String piece) {
        return repeat(() -> client.send(piece));
    }

    private static Thread repeat(Step step) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (true) {
                            step.run();
                            Thread.sleep(STEP.toMillis());
                        }
                    } catch (IOException | InterruptedException over) {
                        // The test has seen what it wanted.
                    }
                },
                "slow client");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static long readToTheEnd(Socket client) {
        byte[] piece = new byte[64 * 1024];
        long sum = 0;
        try {
            for (int count = 0; count >= 0; count = client.getInputStream().read(piece)) {
                sum += count;
            }
        } catch (IOException reset) {
            // An end, too.
        }
        return sum;
    }

    private interface Step {
        void run() throws IOException;
    }
}
