package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.eventgateway.server.embedded.EmbeddedZooKeeper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one real ZooKeeper, which goes away and comes back under load. */
class TwoServersTest {

    @TempDir
    private Path data;

    private HttpServer function;

    @BeforeEach
    void startFunction() throws IOException {
        function = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        function.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = "{\"body\":\"hello\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        function.start();
    }

    @AfterEach
    void stopFunction() {
        function.stop(0);
    }

    @Test
    void d36TheyFollowEachOtherAndKeepRoutingWhileTheStoreIsGone() throws Exception {
        EmbeddedZooKeeper zookeeper = EmbeddedZooKeeper.start(data, 0);
        String store = "--store=" + zookeeper.uri() + "/gateway?timeout=2s";
        try (Instance one = Instance.start(store);
                Instance other = Instance.start(store);
                Load load = new Load(one, other)) {
            one.subscribe("sync", "http.request", "GET", "/first", url());
            awaitRoute(one, "/first");
            awaitRoute(other, "/first");
            load.start("/first");
            await().until(() -> load.answered() > 20);

            zookeeper.close();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> one.config("/v1/status").body().contains("\"stale\"")
                            && other.config("/v1/status").body().contains("\"stale\""));
            assertThat(status(one, "/first")).isEqualTo(200);
            assertThat(status(other, "/first")).isEqualTo(200);
            assertThat(other.config("/v1/spaces/default/subscriptions").body()).contains("/first");
            HttpResponse<String> refused =
                    one.config("POST", "/v1/spaces/default/eventtypes", "{\"name\":\"while.away\"}");
            assertThat(refused.statusCode()).isIn(503, 504);
            int before = load.answered();
            await().until(() -> load.answered() > before + 20);

            zookeeper = EmbeddedZooKeeper.start(data, zookeeper.port());
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> one.config("POST", "/v1/spaces/default/eventtypes", "{\"name\":\"back.again\"}")
                                    .statusCode()
                            != 503);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> other.config("/v1/status").body().contains("\"connected\""));
            other.subscribe("sync", "http.request", "GET", "/second", url());
            awaitRoute(one, "/second");
            one.subscribe("sync", "http.request", "GET", "/third", url());
            awaitRoute(other, "/third");
            assertThat(load.failures())
                    .as("events that failed while the store was gone")
                    .isEmpty();
        } finally {
            zookeeper.close();
        }
    }

    private String url() {
        return "http://127.0.0.1:" + function.getAddress().getPort() + "/";
    }

    private static void awaitRoute(Instance instance, String path) {
        await().atMost(Duration.ofSeconds(30)).until(() -> status(instance, path) == 200);
    }

    private static int status(Instance instance, String path) throws Exception {
        return instance.events("GET", path, "").statusCode();
    }

    /** One request after the other to both servers, until closed; every answer but 200 is kept. */
    private static final class Load implements AutoCloseable {

        private final Instance one;
        private final Instance other;
        private final AtomicBoolean running = new AtomicBoolean(true);
        private final AtomicInteger answered = new AtomicInteger();
        private final List<String> failures = new CopyOnWriteArrayList<>();
        private CompletableFuture<Void> sender = CompletableFuture.completedFuture(null);

        Load(Instance one, Instance other) {
            this.one = one;
            this.other = other;
        }

        void start(String path) {
            sender = CompletableFuture.runAsync(() -> send(path), task -> new Thread(task, "beside").start());
        }

        private void send(String path) {
            while (running.get()) {
                try {
                    keep(status(one, path));
                    keep(status(other, path));
                } catch (Exception failure) {
                    failures.add(failure.toString());
                }
            }
        }

        private void keep(int status) {
            answered.incrementAndGet();
            if (status != 200) {
                failures.add("status " + status);
            }
        }

        int answered() {
            return answered.get();
        }

        List<String> failures() {
            return failures;
        }

        @Override
        public void close() {
            running.set(false);
            sender.join();
        }
    }
}
