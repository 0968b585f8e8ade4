package dev.eventgateway.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.eventgateway.event.Event;
import dev.eventgateway.function.FullPort;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.function.FunctionSpec;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

class UpstreamTlsTest {

    /** One call at a time, and little time for its connection. */
    private static final UpstreamLimits HASTY = new UpstreamLimits(
            1,
            10,
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofSeconds(4),
            1_000_000,
            Duration.ofSeconds(1));

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path directory;

    private static SSLContext ours = defaultTrust();

    private final XnioWorker worker;
    private final DefaultByteBufferPool buffers = new DefaultByteBufferPool(true, 16 * 1024);
    private final HttpsServer function;

    UpstreamTlsTest() throws IOException {
        worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
        function = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    private static SSLContext defaultTrust() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @BeforeAll
    static void certify() throws Exception {
        ours = context(certificate());
    }

    @BeforeEach
    void start() {
        function.setHttpsConfigurator(new HttpsConfigurator(ours));
        function.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = "secret".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        function.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        function.stop(0);
        worker.shutdown();
        worker.awaitTermination();
    }

    private static Path certificate() throws IOException, InterruptedException {
        Path store = directory.resolve("function.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(List.of(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "function",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isZero();
        return store;
    }

    private static SSLContext context(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        trusted.setCertificateEntry("function", store.getCertificate("function"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private CompletableFuture<FunctionReply> call(UpstreamFunctionProvider provider, String host) {
        return call(provider, host, function.getAddress().getPort());
    }

    private static CompletableFuture<FunctionReply> call(UpstreamFunctionProvider provider, String host, int port) {
        String url = "https://" + host + ":" + port + "/";
        return provider.open(FunctionSpec.http("f", url))
                .invoke(new FunctionCall(Event.of("test.event")))
                .toCompletableFuture();
    }

    private UpstreamFunctionProvider provider(SSLContext trust) {
        return new UpstreamFunctionProvider(worker, buffers, UpstreamLimits.of(Duration.ofSeconds(20)), false, trust);
    }

    private static FunctionException.Kind failure(CompletableFuture<FunctionReply> reply) {
        Throwable failure = catchThrowable(reply::join);
        assertThat(failure).hasCauseInstanceOf(FunctionException.class);
        return ((FunctionException) Objects.requireNonNull(failure.getCause())).kind();
    }

    @Test
    void aTrustedFunctionIsCalledAgainAndAgain() {
        try (UpstreamFunctionProvider provider = provider(ours)) {
            for (int number = 0; number < 20; number++) {
                assertThat(call(provider, "localhost").join().payload())
                        .asString()
                        .isEqualTo("secret");
            }
        }
    }

    /** A record of 16 KiB does not fit into a buffer of 16 KiB: Undertow tried without end. */
    @Test
    void anAnswerInFullRecordsOfTlsArrives() {
        byte[] large = new byte[1_000_000];
        function.createContext("/large", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, large.length);
            exchange.getResponseBody().write(large);
            exchange.close();
        });
        try (UpstreamFunctionProvider provider = provider(ours)) {
            String url = "https://localhost:" + function.getAddress().getPort() + "/large";
            assertThat(provider.open(FunctionSpec.http("f", url))
                            .invoke(new FunctionCall(Event.of("test.event")))
                            .toCompletableFuture()
                            .join()
                            .payload())
                    .isEqualTo(large);
        }
    }

    @Test
    void manyCallsAtOnceAreAnswered() {
        try (UpstreamFunctionProvider provider = provider(ours)) {
            List<CompletableFuture<FunctionReply>> replies = IntStream.range(0, 50)
                    .mapToObj(number -> call(provider, "localhost"))
                    .toList();
            assertThat(replies)
                    .allSatisfy(reply ->
                            assertThat(reply.join().payload()).asString().isEqualTo("secret"));
        }
    }

    @Test
    void aFunctionThatTheJdkDoesNotTrustIsNotCalled() {
        try (UpstreamFunctionProvider provider = provider(defaultTrust())) {
            assertThat(failure(call(provider, "localhost"))).isEqualTo(FunctionException.Kind.CONNECTION);
        }
    }

    @Test
    void aFunctionWithACertificateForAnotherNameIsNotCalled() {
        try (UpstreamFunctionProvider provider = provider(ours)) {
            assertThat(failure(call(provider, "127.0.0.1"))).isEqualTo(FunctionException.Kind.CONNECTION);
        }
    }

    @Test
    void aConnectionThatComesTooLateIsGivenUpAtOnce() throws IOException {
        try (FullPort full = new FullPort();
                UpstreamFunctionProvider provider = new UpstreamFunctionProvider(worker, buffers, HASTY, false, ours)) {
            assertThat(failure(call(provider, "127.0.0.1", full.number()))).isEqualTo(FunctionException.Kind.TIMEOUT);

            try (Socket late = full.accept()) {
                late.setSoTimeout(20_000);
                assertThat(late.getInputStream().readAllBytes()).isEmpty();
            }
        }
    }

    @Test
    void aHandshakeThatHangsGivesItsPlaceToTheNextCall() throws IOException {
        try (UpstreamFunctionProvider provider = new UpstreamFunctionProvider(worker, buffers, HASTY, false, ours)) {
            List<Socket> silent = new ArrayList<>();
            try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getByName("localhost"))) {
                int port = hanging.getLocalPort();
                assertThat(failure(call(provider, "localhost", port))).isEqualTo(FunctionException.Kind.TIMEOUT);
                silent.add(hanging.accept());

                CompletableFuture<FunctionReply> next = call(provider, "localhost", port);

                hanging.setSoTimeout(5_000);
                silent.add(hanging.accept());
                assertThat(failure(next)).isEqualTo(FunctionException.Kind.TIMEOUT);
            } finally {
                for (Socket each : silent) {
                    each.close();
                }
            }
        }
    }
}
