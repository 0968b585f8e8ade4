package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.server.TestCertificates;
import dev.eventgateway.kv.server.TestServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A gateway on a store that speaks TLS and asks who is there: it shows nobody how it got in, and says why it did not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GuardedStoreContract {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TYPES = "/v1/spaces/default/eventtypes";

    private final String secret = UUID.randomUUID().toString();

    private Path folder;
    private TestCertificates certificates;
    private TestServer store;

    /** {@return a server that lets in who has {@code secret}, running, with its data in {@code folder}} */
    abstract TestServer start(Path folder, TestCertificates certificates, String secret) throws IOException;

    /** {@return the address for clients that speak TLS, up to the options} */
    abstract String secureUri(TestServer server);

    /** {@return the options, but for certificates, of a client that shows {@code secret}} */
    abstract String showing(String secret);

    /** {@return the options of a client that has its secret in {@code file}} */
    abstract String showing(Path file);

    @BeforeAll
    void open(@TempDir Path given) throws IOException {
        folder = given;
        certificates = new TestCertificates(folder);
        store = start(folder.resolve("store"), certificates, secret);
    }

    @AfterAll
    void close() {
        store.close();
    }

    @Test
    void theSecretIsShownNowhere() throws Exception {
        try (GatewayProcess gateway =
                GatewayProcess.start("--log-level=debug", "--store=" + trusting() + "&timeout=2s&" + showing(secret))) {
            assertThat(ask(gateway.config(), "POST", TYPES, "{\"name\":\"a\"}")).contains("\"a\"");
            String told = ask(gateway.config(), "GET", "/v1/status", "")
                    + ask(gateway.config(), "GET", "/v1/metrics", "")
                    + threads(gateway.pid());
            store.kill();
            awaitStatus(gateway, "\"stale\"");
            String refused = ask(gateway.config(), "POST", TYPES, "{\"name\":\"b\"}");
            assertThat(refused).contains("errors");
            store.start();
            awaitStatus(gateway, "\"connected\"");
            told += refused + ask(gateway.config(), "GET", "/v1/status", "") + threads(gateway.pid());
            gateway.terminate();
            assertThat(gateway.awaitExit()).isZero();

            assertThat(told).contains("kv-").doesNotContain(secret);
            assertThat(gateway.lines()).hasSizeGreaterThan(20).noneMatch(line -> line.contains(secret));
        }
    }

    @Test
    void aSecretInAFileLetsIn() throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), secret + "\n");
        try (Instance one = Instance.start("--store=" + trusting() + "&" + showing(file));
                Instance other = Instance.start("--store=" + trusting() + "&" + showing(secret))) {
            assertThat(one.config("POST", TYPES, "{\"name\":\"in.file\"}").statusCode())
                    .isEqualTo(201);
            await().atMost(PATIENCE)
                    .until(() -> other.config(TYPES + "/in.file").statusCode() == 200);
        }
    }

    @Test
    void whoIsNotLetInIsToldAtOnceInOneLine() {
        // On some stores the first to come decides who may come later.
        Instance.start("--store=" + trusting() + "&" + showing(secret)).close();
        String wrong = UUID.randomUUID().toString();
        Run refused = start(trusting() + "&" + showing(wrong), "--startup-timeout=1h");
        refused.assertFailed(1, "store " + secureUri(store) + ": The store refuses this gateway", "credentials");
        assertThat(refused.err()).doesNotContain(wrong);
        start(trusting(), "--startup-timeout=1h").assertFailed(1, "refuses this gateway", "credentials");
    }

    @Test
    void aStoreThatIsNotTrustedIsOneLine() {
        String stranger = secureUri(store) + "?timeout=5s&ca=" + certificates.certificate("stranger");
        Run failed = start(stranger + "&" + showing(secret), "--startup-timeout=1s");
        failed.assertFailed(1, "store " + secureUri(store) + ": The store is not available", "certificat");
        assertThat(failed.err()).doesNotContain(secret);
    }

    @Test
    void whoSpeaksInTheClearToAPortForTlsIsToldInOneLine() {
        String clear = secureUri(store).replaceFirst("s://", "://") + "?timeout=1s&" + showing(secret);
        Run failed = start(clear, "--startup-timeout=1s");
        failed.assertFailed(1, "The store is not available", "--store names it");
        assertThat(failed.err()).doesNotContain(secret);
    }

    private String trusting() {
        return secureUri(store) + "?ca=" + certificates.authority();
    }

    private static Run start(String uri, String... more) {
        String[] usual = {"--store=" + uri, "--config-port=0", "--events-port=0", "--events-bind=127.0.0.1"};
        String[] all = new String[usual.length + more.length];
        System.arraycopy(usual, 0, all, 0, usual.length);
        System.arraycopy(more, 0, all, usual.length, more.length);
        return Run.of(all);
    }

    private static void awaitStatus(GatewayProcess gateway, String part) {
        await(part)
                .atMost(PATIENCE)
                .until(() -> ask(gateway.config(), "GET", "/v1/status", "").contains(part));
    }

    private static String ask(InetSocketAddress address, String method, String path, String body) throws Exception {
        return Instance.send(address, method, path, body).body();
    }

    /** {@return the threads of a process, with their names} */
    private static String threads(long pid) throws IOException {
        Process dump = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(pid),
                        "Thread.print")
                .start();
        return new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
