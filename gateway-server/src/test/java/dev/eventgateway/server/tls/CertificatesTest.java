package dev.eventgateway.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.server.http.Encryption;
import dev.eventgateway.server.http.HttpLimits;
import dev.eventgateway.server.http.Listener;
import dev.eventgateway.server.settings.Settings.Tls;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

class CertificatesTest {

    private static final String FLAGS = "--events-tls";
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    static Path made;

    private static SelfSigned first;
    private static SelfSigned second;
    private static SelfSigned rsa;

    @TempDir
    private Path folder;

    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> log = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel() == Level.ERROR) {
                errors.add(event.getFormattedMessage());
            }
        }
    };
    private Path certificate = Path.of("");
    private Path key = Path.of("");

    @BeforeAll
    static void make() throws Exception {
        first = SelfSigned.make(made, "first", "EC");
        second = SelfSigned.make(made, "second", "EC");
        rsa = SelfSigned.make(made, "rsa", "RSA");
    }

    @BeforeEach
    void install() throws IOException {
        certificate = folder.resolve("tls.crt");
        key = folder.resolve("tls.key");
        first.copyTo(certificate, key);
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void leave() {
        logger().detachAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Certificates.class);
    }

    private Tls files() {
        return new Tls(certificate, key, Optional.empty());
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> Certificates.open(FLAGS, files(), OFTEN))
                .isInstanceOf(TlsException.class)
                .hasMessage(message);
    }

    @Test
    void whatCannotBeUsedIsRefusedNamingFlagAndFile() throws Exception {
        second.copyTo(folder.resolve("other.crt"), key);
        assertRefused("--events-tls-key=" + key + ": expected the key of the certificate in " + certificate);
        rsa.copyTo(folder.resolve("other.crt"), key);
        assertRefused("--events-tls-key=" + key + ": expected the key of the certificate in " + certificate);
        Files.writeString(key, "s3cret");
        assertRefused("--events-tls-key=" + key
                + ": expected a private key in PEM (PKCS#8, PKCS#1 or SEC 1), without a password");
        Files.writeString(certificate, "nothing");
        assertRefused("--events-tls-cert=" + certificate + ": expected a certificate in PEM");
        Files.delete(certificate);
        assertRefused("--events-tls-cert=" + certificate + ": expected a file that this process may read");
        first.copyTo(certificate, key);
        Path authority = Files.writeString(folder.resolve("ca.crt"), "nobody");
        assertThatThrownBy(() -> Certificates.open(FLAGS, new Tls(certificate, key, Optional.of(authority)), OFTEN))
                .hasMessage("--events-tls-client-ca=" + authority + ": expected a certificate in PEM");
        Files.writeString(certificate, Files.readString(first.certificate()) + Files.readString(second.certificate()));
        assertRefused("--events-tls-cert=" + certificate
                + ": expected a certificate that can be used, and each followed by the one that vouches for it");
    }

    @Test
    void certificatesOfEachKindAreTaken() throws Exception {
        for (SelfSigned each : new SelfSigned[] {first, rsa, SelfSigned.make(made, "edwards", "Ed25519")}) {
            each.copyTo(certificate, key);
            try (Certificates certificates = Certificates.open(FLAGS, files(), OFTEN)) {
                assertThat(certificates.get()).isNotNull();
            }
        }
    }

    @Test
    void aBrokenNewFileKeepsTheOldCertificateAndIsLoggedOnce() throws Exception {
        try (Certificates certificates = Certificates.open(FLAGS, files(), OFTEN)) {
            SSLContext old = certificates.get();
            second.copyTo(folder.resolve("other.crt"), key);
            await().until(() -> !errors.isEmpty());
            Files.delete(key);
            await().until(() -> errors.size() > 1);
            assertThat(certificates.get()).isSameAs(old);
            second.copyTo(certificate, key);
            await().until(() -> certificates.get() != old);
            assertThat(errors)
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line).contains("--events-tls-key", "the certificate in force stays"))
                    .anyMatch(line -> line.contains("expected the key of the certificate"))
                    .anyMatch(line -> line.contains("may read"));
        }
    }

    @Test
    void certificatesChangeUnderLoadWithoutAFailedRequest() throws Exception {
        XnioWorker worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
        DefaultByteBufferPool buffers = new DefaultByteBufferPool(true, 16 * 1024);
        try (Certificates certificates = Certificates.open(FLAGS, files(), OFTEN);
                Listener listener = Listener.open(
                        worker,
                        buffers,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Optional.of(new Encryption(certificates, false)),
                        HttpLimits.of(1_000),
                        request -> CompletableFuture.completedStage(GatewayReply.of(200, "text/plain", "hi")));
                Load load = new Load(listener.address())) {
            for (SelfSigned next : List.of(second, rsa, first, second)) {
                next.copyTo(certificate, key);
                await().until(() -> load.lastSerial.equals(next.serial()));
            }
            int before = load.answered.get();
            await().until(() -> load.answered.get() > before + 10);
            assertThat(load.failures).isEmpty();
        } finally {
            worker.shutdown();
            worker.awaitTermination();
            buffers.close();
        }
    }

    /** One connection after the other, each with one request, until closed. */
    private static final class Load implements AutoCloseable {

        private final InetSocketAddress address;
        private final SSLContext trust = SelfSigned.trusting(first, second, rsa);
        private final AtomicBoolean running = new AtomicBoolean(true);
        private final AtomicInteger answered = new AtomicInteger();
        private final List<String> failures = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Void> sender;
        private volatile String lastSerial = "";

        Load(InetSocketAddress address) throws Exception {
            this.address = address;
            sender = CompletableFuture.runAsync(this::run, task -> new Thread(task, "load").start());
        }

        private void run() {
            while (running.get()) {
                try (SSLSocket socket =
                        (SSLSocket) trust.getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
                    socket.setSoTimeout(20_000);
                    socket.getOutputStream().write(REQUEST);
                    String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                    assertThat(reply).startsWith("HTTP/1.1 200 ").endsWith("hi");
                    lastSerial = ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                            .getSerialNumber()
                            .toString();
                    answered.incrementAndGet();
                } catch (IOException | AssertionError failure) {
                    failures.add(failure.toString());
                }
            }
        }

        @Override
        public void close() {
            running.set(false);
            sender.join();
        }
    }
}
