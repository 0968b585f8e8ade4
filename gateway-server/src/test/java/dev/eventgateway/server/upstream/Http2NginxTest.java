package dev.eventgateway.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.function.RawFunction;
import dev.eventgateway.server.Nginx;
import dev.eventgateway.server.tls.SelfSigned;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real nginx as function, which says farewell on each connection after a few requests. Behind it is one that keeps the ledger. */
class Http2NginxTest {

    private static final int REQUESTS = 600;
    private static final int PER_CONNECTION = 25;

    @TempDir
    private Path folder;

    private SelfSigned identity;
    private RawFunction ledger;
    private Nginx nginx;
    private String url;

    @BeforeEach
    void start() throws Exception {
        identity = SelfSigned.make(folder, "nginx", "EC");
        ledger = RawFunction.answering(RawFunction.answer(200, "ok"));
        Files.write(folder.resolve("file"), HashingFunction.made(3_000_000));
        nginx = Nginx.start(folder, """
                  keepalive_requests @REQUESTS@;
                  server {
                    listen 127.0.0.1:@PORT@ ssl http2;
                    ssl_certificate @CERTIFICATE@;
                    ssl_certificate_key @KEY@;
                    location = /file { root @FOLDER@; }
                    location = /early { return 403 early; }
                    location / { proxy_pass @LEDGER@; }
                  }
                """.replace("@REQUESTS@", Integer.toString(PER_CONNECTION))
                .replace("@CERTIFICATE@", identity.certificate().toString())
                .replace("@KEY@", identity.key().toString())
                .replace("@LEDGER@", ledger.url("")));
        url = "https://127.0.0.1:" + nginx.address().getPort();
    }

    @AfterEach
    void stop() throws Exception {
        nginx.close();
        ledger.close();
    }

    private static CompletableFuture<HttpResponse<byte[]>> ask(HttpClient client, HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofByteArray());
    }

    @Test
    void everyRequestIsAnsweredAndReachesItsFunctionOnce() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try (Front front = new Front(url, identity)) {
            List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
            for (int number = 0; number < REQUESTS; number++) {
                answers.add(ask(
                        client,
                        HttpRequest.newBuilder(URI.create(front.url("/" + number)))
                                .POST(BodyPublishers.ofString("x".repeat(number)))));
                if (number % 50 == 49) {
                    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                            .join();
                }
            }
            assertThat(answers)
                    .allSatisfy(
                            each -> assertThat(each.join().body()).asString().isEqualTo("ok"));
        }
        Map<String, Integer> asked = new HashMap<>();
        ledger.requests().forEach(each -> asked.merge(each.line(), 1, Integer::sum));
        assertThat(asked)
                .hasSize(REQUESTS)
                .allSatisfy((line, count) -> assertThat(count).as(line).isEqualTo(1));
    }

    @Test
    void filesArriveWholeAndEarlyAnswersAreAnswers() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        String expected = HashingFunction.hash(new ByteArrayInputStream(HashingFunction.made(3_000_000)));
        try (Front front = new Front(url, identity)) {
            HttpRequest.Builder early = HttpRequest.newBuilder(URI.create(front.url("/early")))
                    .POST(BodyPublishers.ofByteArray(new byte[2_000_000]));
            assertThat(ask(client, early).join().body()).asString().isEqualTo("early");
            List<CompletableFuture<HttpResponse<byte[]>>> files = new ArrayList<>();
            for (int number = 0; number < 40; number++) {
                files.add(ask(client, HttpRequest.newBuilder(URI.create(front.url("/file")))));
            }
            for (CompletableFuture<HttpResponse<byte[]>> each : files) {
                assertThat(HashingFunction.hash(
                                new ByteArrayInputStream(each.join().body())))
                        .isEqualTo(expected);
            }
        }
    }
}
