package dev.eventgateway.server.http;

import static dev.eventgateway.server.http.RawHttp2Client.DATA;
import static dev.eventgateway.server.http.RawHttp2Client.GOAWAY;
import static dev.eventgateway.server.http.RawHttp2Client.RESET;
import static dev.eventgateway.server.http.RawHttp2Client.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventgateway.server.tls.SelfSigned;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** What a client of HTTP/2 may not do, and what it cannot bring about. */
class Http2AbuseTest {

    private static final int LIMIT = 1_000;
    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final int ENHANCE_YOUR_CALM = 11;

    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final Duration HASTY = Duration.ofSeconds(1);

    @TempDir
    static Path folder;

    private static SelfSigned server;

    private final Echo echo = new Echo();
    private final XnioWorker worker;
    private final DefaultByteBufferPool buffers = new DefaultByteBufferPool(true, 16 * 1024);
    private final Listener listener;

    Http2AbuseTest() throws Exception {
        worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
        listener = listener(PATIENT, PATIENT);
    }

    @BeforeAll
    static void certify() throws Exception {
        server = SelfSigned.make(folder, "server", "EC");
    }

    @AfterEach
    void close() throws InterruptedException {
        echo.release();
        listener.close();
        worker.shutdown();
        worker.awaitTermination();
        buffers.close();
    }

    private Listener listener(Duration bodyTime, Duration idleTime) throws Exception {
        var context = server.identifiedTrusting();
        return Listener.open(
                worker,
                buffers,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.of(new Encryption(() -> context, false)),
                new HttpLimits(LIMIT, 100 * LIMIT, PATIENT, bodyTime, PATIENT, idleTime),
                echo);
    }

    private RawHttp2Client client() throws Exception {
        return client(listener);
    }

    private static RawHttp2Client client(Listener listener) throws Exception {
        return new RawHttp2Client(listener.address(), SelfSigned.trusting(server));
    }

    @Test
    void theLimitsAreTold() throws Exception {
        try (RawHttp2Client client = client()) {
            ByteBuffer settings = client.next(SETTINGS).bytes();
            Map<Integer, Integer> told = new HashMap<>();
            while (settings.hasRemaining()) {
                told.put((int) settings.getShort(), settings.getInt());
            }
            assertThat(told)
                    .containsEntry(MAX_CONCURRENT_STREAMS, HttpLimits.MAX_STREAMS)
                    .containsEntry(6, HttpLimits.MAX_HEAD);
        }
    }

    @Test
    void requestsThatAreTakenBackStillCountUntilTheirCallsEnd() throws Exception {
        try (RawHttp2Client client = client()) {
            int stream = 1;
            for (int number = 0; number < HttpLimits.MAX_STREAMS; number++, stream += 2) {
                client.get(stream, "/held");
                client.reset(stream);
            }
            client.get(stream, "/held");
            assertThat(client.next(DATA).text()).contains("Too many requests of this connection");
            assertThat(echo.holding()).isEqualTo(HttpLimits.MAX_STREAMS);
            echo.release();
            listener.awaitIdle(PATIENT);
            client.get(stream + 2, "/next");
            assertThat(client.next(DATA).text()).isEqualTo("GET|/next||0");
        }
    }

    @Test
    void targetsAreTakenAsByHttp11() throws Exception {
        try (RawHttp2Client client = client()) {
            client.get(1, "/a|b{c}^`\"<>?q=|{}^`\"<>");
            assertThat(client.next(DATA).text()).isEqualTo("GET|/a|b{c}^`\"<>|q=|{}^`\"<>|0");
            client.get(3, "/\u00c3\u00a9?q=\u00ff");
            assertThat(client.next(DATA).text()).isEqualTo("GET|/%C3%A9|q=%FF|0");
        }
    }

    @Test
    void targetsAreRefusedAsByHttp11() throws Exception {
        try (RawHttp2Client client = client()) {
            int stream = 1;
            for (String target :
                    new String[] {"/users/%zz", "/a?y=100%", "/a?y=%1", "/a b", "/a\r\nb", "/a?q=\u0000"}) {
                client.get(stream, target);
                assertThat(client.next(DATA).text()).as(target).contains("The request's target has a ");
                stream += 2;
            }
        }
    }

    @Test
    void aRapidResetEndsTheConnection() throws Exception {
        try (RawHttp2Client client = client()) {
            assertThatThrownBy(() -> resetWithoutEnd(client)).isInstanceOf(IOException.class);
        }
        assertThat(echo.holding()).isLessThanOrEqualTo(HttpLimits.MAX_STREAMS);
        try (RawHttp2Client client = client()) {
            int stream = 1;
            for (int number = 0; number <= HttpLimits.MAX_RESETS; number++, stream += 2) {
                client.get(stream, "/now");
                client.next(DATA);
                client.reset(stream);
            }
            assertThat(client.next(GOAWAY).error()).isEqualTo(ENHANCE_YOUR_CALM);
            client.untilClosed();
        }
        try (RawHttp2Client client = client()) {
            client.get(1, "/next");
            assertThat(client.next(DATA).text()).isEqualTo("GET|/next||0");
        }
    }

    private static void resetWithoutEnd(RawHttp2Client client) throws IOException {
        for (int stream = 1; stream < 1_000_000; stream += 2) {
            client.get(stream, "/held");
            client.reset(stream);
        }
    }

    @Test
    void whoIgnoresTheNumberOfStreamsIsSentAway() throws Exception {
        try (RawHttp2Client client = client()) {
            for (int number = 0; number <= 2 * HttpLimits.MAX_STREAMS; number++) {
                client.post(2 * number + 1, "/held");
            }
            assertThat(client.next(GOAWAY).error()).isEqualTo(ENHANCE_YOUR_CALM);
            assertThat(echo.holding()).isLessThanOrEqualTo(HttpLimits.MAX_STREAMS);
        }
        echo.release();
        listener.awaitIdle(PATIENT);
    }

    @Test
    void aConnectionWithoutARequestIsEnded() throws Exception {
        try (Listener hasty = listener(PATIENT, HASTY)) {
            try (RawHttp2Client silent = client(hasty)) {
                assertThat(silent.next(GOAWAY).error()).isZero();
            }
            try (RawHttp2Client slow = client(hasty)) {
                slow.halfAHead();
                assertThat(slow.next(GOAWAY).error()).isZero();
            }
            try (RawHttp2Client used = client(hasty)) {
                used.get(1, "/a");
                assertThat(used.next(DATA).text()).isEqualTo("GET|/a||0");
                assertThat(used.next(GOAWAY).error()).isZero();
            }
        }
    }

    @Test
    void aBodyThatDoesNotArriveIsGivenUp() throws Exception {
        try (Listener hasty = listener(HASTY, PATIENT);
                RawHttp2Client client = client(hasty)) {
            client.post(1, "/a");
            client.data(1, 10);
            assertThat(client.next(DATA).text()).contains("took longer than");
        }
    }

    @Test
    void anEndlessBodyIsCutOff() throws Exception {
        try (RawHttp2Client client = client()) {
            client.post(1, "/early");
            assertThat(client.next(DATA).text()).contains("no");
            for (int sent = 0; sent < 3_000_000; sent += 15_000) {
                client.data(1, 15_000);
            }
            assertThat(client.next(RESET).error()).isNotZero();
        }
        listener.awaitIdle(PATIENT);
    }

    @Test
    void aCookieInPiecesIsOneHeader() throws Exception {
        try (RawHttp2Client client = client()) {
            client.get(1, "/headers", "cookie", "a=1", "cookie", "b=2");
            assertThat(client.next(DATA).text()).contains("cookie=[a=1; b=2]");
        }
    }
}
