package dev.eventgateway.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.function.RawFunction;
import dev.eventgateway.kv.server.TestServer;
import dev.eventgateway.server.FetchedProgram;
import dev.eventgateway.server.tls.SelfSigned;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    private Process nginx;
    private int port;

    @BeforeEach
    void start() throws Exception {
        identity = SelfSigned.make(folder, "nginx", "EC");
        ledger = RawFunction.answering(RawFunction.answer(200, "ok"));
        port = TestServer.freePort();
        Files.write(folder.resolve("file"), HashingFunction.made(3_000_000));
        Path config = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid @FOLDER@/nginx.pid;
                error_log stderr warn;
                events { worker_connections 1024; }
                http {
                  access_log off;
                  client_max_body_size 0;
                  client_body_temp_path @FOLDER@/body;
                  proxy_temp_path @FOLDER@/proxy;
                  fastcgi_temp_path @FOLDER@/fastcgi;
                  uwsgi_temp_path @FOLDER@/uwsgi;
                  scgi_temp_path @FOLDER@/scgi;
                  keepalive_requests @REQUESTS@;
                  server {
                    listen 127.0.0.1:@PORT@ ssl http2;
                    ssl_certificate @CERTIFICATE@;
                    ssl_certificate_key @KEY@;
                    location = /file { root @FOLDER@; }
                    location = /early { return 403 early; }
                    location / { proxy_pass @LEDGER@; proxy_http_version 1.1; proxy_set_header Connection ""; }
                  }
                }
                """.replace("@FOLDER@", folder.toString())
                .replace("@REQUESTS@", Integer.toString(PER_CONNECTION))
                .replace("@PORT@", Integer.toString(port))
                .replace("@CERTIFICATE@", identity.certificate().toString())
                .replace("@KEY@", identity.key().toString())
                .replace("@LEDGER@", ledger.url("")));
        nginx = new ProcessBuilder(FetchedProgram.path("proxies.sh", "nginx"), "-e", "stderr", "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        await("nginx listens").atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        });
    }

    @AfterEach
    void stop() throws Exception {
        nginx.destroy();
        nginx.onExit().join();
        ledger.close();
    }

    private static CompletableFuture<HttpResponse<byte[]>> ask(HttpClient client, HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofByteArray());
    }

    @Test
    void everyRequestIsAnsweredAndReachesItsFunctionOnce() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try (Front front = new Front("https://127.0.0.1:" + port, identity)) {
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
        try (Front front = new Front("https://127.0.0.1:" + port, identity)) {
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
