package dev.eventgateway.server;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.function.RawFunction;
import dev.eventgateway.server.settings.UsageException;
import dev.eventgateway.server.tls.SelfSigned;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncryptedServerTest {

    private static final Map<String, String> KEY = Map.of("EVENT_GATEWAY_ACCESS_KEY", "s3cret");
    private static final String TYPES = "/v1/spaces/default/eventtypes";

    @TempDir
    static Path folder;

    private static SelfSigned server;
    private static SelfSigned client;

    @BeforeAll
    static void certify() throws Exception {
        server = SelfSigned.make(folder, "server", "EC");
        client = SelfSigned.make(folder, "client", "EC");
    }

    private static String[] flags(String api) {
        return new String[] {
            "--" + api + "-tls-cert=" + server.certificate(),
            "--" + api + "-tls-key=" + server.key(),
            "--" + api + "-tls-client-ca=" + client.certificate()
        };
    }

    private static HttpRequest.Builder request(InetSocketAddress address, String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + address.getPort() + path));
    }

    private static HttpClient client(SSLContext context) {
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client(client.identifiedTrusting(server)).send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void theConfigApiAsksForItsKeyBehindClientCertificatesToo() throws Exception {
        try (Instance instance = Instance.start(KEY, flags("config"))) {
            InetSocketAddress config = instance.server().config();
            assertThat(send(request(config, TYPES)).statusCode()).isEqualTo(401);
            assertThat(send(request(config, "/readyz")).statusCode()).isEqualTo(200);
            HttpResponse<String> created = send(request(config, TYPES)
                    .header("Authorization", "Bearer s3cret")
                    .POST(BodyPublishers.ofString("{\"name\":\"user.created\"}")));
            assertThat(created.statusCode()).isEqualTo(201);
            assertThat(created.version()).isEqualTo(Version.HTTP_2);
            assertThat(send(request(config, TYPES)
                                    .header("Authorization", "Bearer s3cret")
                                    .header("Origin", "https://evil.example"))
                            .statusCode())
                    .isEqualTo(403);
            SSLContext nobody = SelfSigned.trusting(server);
            HttpRequest bare = request(config, "/readyz").build();
            assertThatThrownBy(() -> client(nobody).send(bare, BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void anEventThatIsUnderWayOverHttp2IsFinishedWhenTheServerStops() throws Exception {
        CountDownLatch answerNow = new CountDownLatch(1);
        try (RawFunction slow = RawFunction.serving(connection -> {
                    connection.read();
                    answerNow.await();
                    connection.write(answer(200, "{\"body\":\"done\"}"));
                });
                Instance instance = Instance.start(flags("events"))) {
            instance.subscribe("sync", "http.request", "GET", "/slow", slow.url("/"));
            HttpClient http2 = client(client.identifiedTrusting(server));
            InetSocketAddress events = instance.server().events();
            CompletableFuture<HttpResponse<String>> reply =
                    http2.sendAsync(request(events, "/slow").build(), BodyHandlers.ofString());
            await().until(() -> !slow.requests().isEmpty());
            CompletableFuture<Void> stopped =
                    CompletableFuture.runAsync(instance::stop, task -> new Thread(task, "stop").start());
            await().until(() -> instance.config("/readyz").statusCode() == 503);
            HttpResponse<String> refused = http2.send(request(events, "/slow").build(), BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(503);
            answerNow.countDown();
            assertThat(reply.join().version()).isEqualTo(Version.HTTP_2);
            assertThat(reply.join().body()).isEqualTo("done");
            stopped.join();
        }
    }

    @Test
    void certificatesThatCannotBeUsedStopTheStart() {
        assertThatThrownBy(() -> Instance.start("--events-tls-cert=/no/such.crt", "--events-tls-key=/no/such.key"))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--events-tls-cert=/no/such.crt: expected a file");
        assertThatThrownBy(() ->
                        Instance.start("--config-tls-cert=" + server.certificate(), "--config-tls-key=" + client.key()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--config-tls-key=" + client.key());
    }
}
