package dev.eventgateway.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.event.Event;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.server.http.RawClient;
import dev.eventgateway.server.tls.SelfSigned;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies of all sizes through one connection of HTTP/2, both ways, some of them stalled. */
class Http2BodiesTest {

    private static final int[] SIZES = {0, 1, 16_383, 16_384, 16_385, 65_535, 65_536, 100_001, 3_000_000};
    private static final int HUGE = 60_000_000;
    private static final Duration LOOK = Duration.ofMillis(300);

    @TempDir
    private static Path folder;

    private static SelfSigned identity;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HashingFunction function;
    private Front front;

    @BeforeAll
    static void certify() throws Exception {
        identity = SelfSigned.make(folder, "function", "EC");
    }

    @BeforeEach
    void start() throws Exception {
        function = new HashingFunction(identity, true);
        front = new Front(function.url(), identity);
    }

    @AfterEach
    void stop() throws Exception {
        front.close();
        function.close();
    }

    private CompletableFuture<byte[]> send(String path, BodyPublisher body) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(front.url(path))).POST(body).build();
        return client.sendAsync(request, BodyHandlers.ofByteArray()).thenApply(HttpResponse::body);
    }

    private static String hash(byte[] bytes) throws Exception {
        return HashingFunction.hash(new ByteArrayInputStream(bytes));
    }

    @Test
    void requestsArriveWhole() throws Exception {
        for (int size : SIZES) {
            byte[] body = HashingFunction.made(size);
            assertThat(send("/hash", BodyPublishers.ofByteArray(body)).join())
                    .asString()
                    .isEqualTo(hash(body));
            assertThat(send("/hash", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                            .join())
                    .asString()
                    .isEqualTo(hash(body));
        }
        assertThat(function.protocols()).containsExactly("HTTP/2.0");
        assertThat(function.connections()).isEqualTo(1);
    }

    @Test
    void answersArriveWhole() throws Exception {
        for (int size : SIZES) {
            byte[] body = HashingFunction.made(size);
            assertThat(hash(send("/make?" + size, BodyPublishers.noBody()).join()))
                    .isEqualTo(hash(body));
        }
        assertThat(function.connections()).isEqualTo(1);
    }

    @Test
    void eventsAndTheirAnswersArriveWhole() throws Exception {
        Event event = Event.of("test.event", "text/plain", "x".repeat(2_000_000));
        byte[] sent = new FunctionCall(event).payload();
        try (Front hashing = new Front(function.url() + "/hash", identity);
                Front making = new Front(function.url() + "/make?3000001", identity)) {
            assertThat(hashing.event(event).join()).asString().isEqualTo(hash(sent));
            assertThat(hash(making.event(event).join())).isEqualTo(hash(HashingFunction.made(3_000_001)));
        }
    }

    @Test
    void manyAtOnceDoNotMixUp() throws Exception {
        List<CompletableFuture<byte[]>> echoed = new ArrayList<>();
        for (int number = 0; number < 30; number++) {
            byte[] body = HashingFunction.made(500_000 + number);
            echoed.add(send("/echo", BodyPublishers.ofByteArray(body)));
            echoed.add(send("/make?" + (300_000 + number), BodyPublishers.noBody()));
        }
        for (int number = 0; number < 30; number++) {
            assertThat(hash(echoed.get(2 * number).join())).isEqualTo(hash(HashingFunction.made(500_000 + number)));
            assertThat(hash(echoed.get(2 * number + 1).join())).isEqualTo(hash(HashingFunction.made(300_000 + number)));
        }
        assertThat(function.connections()).isEqualTo(1);
    }

    @Test
    void anAnswerThatNobodyTakesHoldsItsFunctionBackAndNobodyElse() throws Exception {
        List<RawClient> stalled = new ArrayList<>();
        for (int number = 0; number < 5; number++) {
            RawClient each = new RawClient(front.address());
            each.send("GET /make?" + HUGE + " HTTP/1.1\nHost: x\n\n").replyWithoutBody();
            stalled.add(each);
        }
        AtomicLong before = new AtomicLong(-1);
        await().pollInterval(LOOK).until(() -> {
            long now = function.sent();
            return before.getAndSet(now) == now;
        });

        for (int number = 0; number < 20; number++) {
            assertThat(hash(send("/make?" + 300_000, BodyPublishers.noBody()).join()))
                    .isEqualTo(hash(HashingFunction.made(300_000)));
        }

        assertThat(before.get()).isLessThan(5L * HUGE / 3);
        assertThat(function.connections()).isEqualTo(1);
        byte[] last = stalled.get(4).input().readNBytes(HUGE);
        assertThat(hash(last)).isEqualTo(hash(HashingFunction.made(HUGE)));
        for (RawClient each : stalled) {
            each.close();
        }
    }

    @Test
    void aFunctionThatSpeaksHttp11OnlyIsCalledByThat() throws Exception {
        try (HashingFunction old = new HashingFunction(identity, false);
                Front before = new Front(old.url(), identity)) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(before.url("/make?3000001")))
                    .build();
            byte[] answer = client.send(request, BodyHandlers.ofByteArray()).body();

            assertThat(hash(answer)).isEqualTo(hash(HashingFunction.made(3_000_001)));
            assertThat(old.protocols()).containsExactly("HTTP/1.1");
        }
    }
}
