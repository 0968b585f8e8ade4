package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventgateway.server.http.RawHttp2Client;
import dev.eventgateway.server.tls.SelfSigned;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 on the side of the client, HTTP/1.1 on that of the function. */
class ProxyHttp2Test {

    private static final int LARGE = 5_000_000;

    @TempDir
    static Path folder;

    private static SelfSigned certificate;

    private final Instance instance;
    private final Origin origin;
    private final HttpClient client;

    ProxyHttp2Test() throws Exception {
        instance = Instance.start(
                "--function-timeout=60s",
                "--events-tls-cert=" + certificate.certificate(),
                "--events-tls-key=" + certificate.key());
        origin = new Origin();
        client = HttpClient.newBuilder()
                .sslContext(SelfSigned.trusting(certificate))
                .build();
    }

    @BeforeAll
    static void certify() throws Exception {
        certificate = SelfSigned.make(folder, "server", "EC");
    }

    @BeforeEach
    void subscribe() throws Exception {
        instance.proxy("GET", "/a", origin.url("/"));
        instance.proxy("POST", "/a", origin.url("/"));
    }

    @AfterEach
    void stop() throws IOException {
        origin.close();
        instance.close();
    }

    private CompletableFuture<HttpResponse<byte[]>> send(String method, HttpRequest.BodyPublisher body) {
        URI uri = URI.create("https://127.0.0.1:" + instance.server().events().getPort() + "/a");
        return client.sendAsync(HttpRequest.newBuilder(uri).method(method, body).build(), BodyHandlers.ofByteArray());
    }

    @Test
    void requestsBecomeHttp11AndAnswersHttp2() throws Exception {
        byte[] large = new byte[LARGE];
        new Random(1).nextBytes(large);
        CompletableFuture<HttpResponse<byte[]>> reply = send("POST", BodyPublishers.ofByteArray(large));
        try (Origin.Connection connection = origin.accept()) {
            assertThat(connection.head())
                    .startsWith("POST /a HTTP/1.1\r\n")
                    .contains("Host: " + origin.url("").substring(7) + "\r\n")
                    .containsIgnoringCase("content-length: " + LARGE)
                    .contains("X-Forwarded-Proto: https")
                    .doesNotContain("\r\n:");
            assertThat(connection.socket().getInputStream().readNBytes(LARGE)).isEqualTo(large);
            connection.write("HTTP/1.1 200 OK\nConnection: keep-alive\nKeep-Alive: timeout=5\nContent-Length: " + LARGE
                    + "\n\n");
            connection.write(large);

            HttpResponse<byte[]> whole = reply.join();
            assertThat(whole.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(whole.body()).isEqualTo(large);
            assertThat(whole.headers().map()).doesNotContainKeys("connection", "keep-alive");
        }
    }

    @Test
    void aBodyWithoutALengthBecomesChunks() throws Exception {
        byte[] small = {'h', 'i'};
        CompletableFuture<HttpResponse<byte[]>> reply =
                send("POST", BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(small)));
        try (Origin.Connection connection = origin.accept()) {
            assertThat(connection.until("0\r\n\r\n"))
                    .contains("Transfer-Encoding: chunked")
                    .contains("hi");
            connection.write("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nok\n0\n\n");
            assertThat(reply.join().body()).asString().isEqualTo("ok");
        }
    }

    @Test
    void anAnswerThatBreaksOffResetsTheStream() throws Exception {
        for (String framing : new String[] {"Content-Length: 5\n\nab", "Transfer-Encoding: chunked\n\n2\nab\n"}) {
            CompletableFuture<HttpResponse<byte[]>> reply = send("GET", BodyPublishers.noBody());
            try (Origin.Connection connection = origin.accept()) {
                connection.head();
                connection.write("HTTP/1.1 200 OK\n" + framing);
            }
            assertThatThrownBy(reply::join).as(framing).isInstanceOf(CompletionException.class);
        }
        CompletableFuture<HttpResponse<byte[]>> next = send("GET", BodyPublishers.noBody());
        try (Origin.Connection connection = origin.accept()) {
            connection.head();
            connection.write("HTTP/1.1 204 None\n\n");
            assertThat(next.join().statusCode()).isEqualTo(204);
        }
    }

    @Test
    void aStreamThatIsTakenBackEndsTheCall() throws Exception {
        try (RawHttp2Client raw = new RawHttp2Client(instance.server().events(), SelfSigned.trusting(certificate))) {
            raw.get(1, "/a");
            try (Origin.Connection connection = origin.accept()) {
                connection.head();
                raw.reset(1);
                assertThat(connection.rest()).isEmpty();
            }
            raw.post(3, "/a");
            raw.data(3, 2);
            try (Origin.Connection connection = origin.accept()) {
                connection.until("\0\0");
                raw.reset(3);
                assertThat(connection.rest()).doesNotContain("0\r\n\r\n");
            }
        }
    }

    @Test
    void aBodyThatIsNotAsLongAsItsLengthIsNotPassedOn() throws Exception {
        try (RawHttp2Client raw = new RawHttp2Client(instance.server().events(), SelfSigned.trusting(certificate))) {
            raw.post(1, "/a", "content-length", "5");
            raw.data(1, 2);
            raw.end(1);
            try (Origin.Connection connection = origin.accept()) {
                assertThat(connection.rest()).doesNotContain("\0\0\0\0\0");
            }
        }
    }
}
