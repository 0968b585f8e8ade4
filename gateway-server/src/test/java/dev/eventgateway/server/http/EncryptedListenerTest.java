package dev.eventgateway.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.server.tls.SelfSigned;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

class EncryptedListenerTest {

    private static final int LIMIT = 1_000;
    private static final HttpLimits PATIENT = limits(Duration.ofSeconds(20));
    private static final HttpLimits HASTY = limits(Duration.ofMillis(300));

    @TempDir
    static Path folder;

    private static SelfSigned ec;
    private static SelfSigned rsa;

    private final Echo echo = new Echo();
    private final XnioWorker worker;
    private final DefaultByteBufferPool buffers = new DefaultByteBufferPool(true, 16 * 1024);
    private final List<Listener> listeners = new ArrayList<>();

    EncryptedListenerTest() throws IOException {
        worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
    }

    private static HttpLimits limits(Duration each) {
        return new HttpLimits(LIMIT, 100 * LIMIT, each, each, each, each);
    }

    @BeforeAll
    static void certify() throws Exception {
        ec = SelfSigned.make(folder, "ec", "EC");
        rsa = SelfSigned.make(folder, "rsa", "RSA");
    }

    @AfterEach
    void close() throws InterruptedException {
        echo.release();
        listeners.forEach(Listener::close);
        worker.shutdown();
        worker.awaitTermination();
        buffers.close();
    }

    private Listener listener() throws Exception {
        return listener(ec.identifiedTrusting(), false);
    }

    private Listener listener(SSLContext context, boolean clientsIdentify) throws IOException {
        return listener(context, clientsIdentify, PATIENT);
    }

    private Listener listener(SSLContext context, boolean clientsIdentify, HttpLimits limits) throws IOException {
        Listener listener = Listener.open(
                worker,
                buffers,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.of(new Encryption(() -> context, clientsIdentify)),
                limits,
                echo);
        listeners.add(listener);
        return listener;
    }

    private static HttpClient client(Version version, SSLContext context) {
        return HttpClient.newBuilder().version(version).sslContext(context).build();
    }

    private static HttpRequest.Builder request(Listener listener, String path) {
        return HttpRequest.newBuilder(
                URI.create("https://127.0.0.1:" + listener.address().getPort() + path));
    }

    private static HttpResponse<String> get(HttpClient client, Listener listener, String path) throws Exception {
        return client.send(request(listener, path).build(), BodyHandlers.ofString());
    }

    @Test
    void bothVersionsOfHttpAreSpokenWithCertificatesOfBothKinds() throws Exception {
        for (SelfSigned certificate : new SelfSigned[] {ec, rsa}) {
            Listener listener = listener(certificate.identifiedTrusting(), false);
            for (Version version : Version.values()) {
                HttpResponse<String> reply = get(
                        client(version, SelfSigned.trusting(certificate)), listener, "/a%2Fb/%C3%A9;m=1//c/?q=%20+a&q");
                assertThat(reply.version()).isEqualTo(version);
                assertThat(reply.statusCode()).isEqualTo(200);
                assertThat(reply.body()).isEqualTo("GET|/a%2Fb/%C3%A9;m=1//c/|q=%20+a&q|0");
                assertThat(reply.headers().firstValue("Connection").isPresent()).isEqualTo(version == Version.HTTP_1_1);
            }
        }
    }

    @Test
    void d53OnlyModernProtocolsAndCiphersAreSpoken() throws Exception {
        Listener onEc = listener();
        Listener onRsa = listener(rsa.identifiedTrusting(), false);
        assertThat(handshake(onEc, "TLSv1.3", "TLS_AES_256_GCM_SHA384")).isEqualTo("TLSv1.3");
        assertThat(handshake(onEc, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"))
                .isEqualTo("TLSv1.2");
        assertThat(handshake(onRsa, "TLSv1.2", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"))
                .isEqualTo("TLSv1.2");
        assertThatThrownBy(() -> handshake(onEc, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"))
                .isInstanceOf(SSLException.class);
        for (String old : new String[] {
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
            "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_RSA_WITH_AES_256_CBC_SHA"
        }) {
            assertThatThrownBy(() -> handshake(onRsa, "TLSv1.2", old)).as(old).isInstanceOf(SSLException.class);
        }
    }

    private static String handshake(Listener listener, String protocol, String cipher) throws Exception {
        InetSocketAddress address = listener.address();
        try (SSLSocket socket = (SSLSocket)
                SelfSigned.trusting(ec, rsa).getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.setEnabledCipherSuites(new String[] {cipher});
            socket.startHandshake();
            assertThat(socket.getSession().getCipherSuite()).isEqualTo(cipher);
            return socket.getSession().getProtocol();
        }
    }

    /** The JDK's client offers no TLS 1.1 any more: the first bytes of its greeting are all it takes. */
    @Test
    void d53AnOldProtocolIsRefused() throws Exception {
        byte[] greeting = oldGreeting();
        try (RawClient client = new RawClient(listener().address())) {
            String answer = client.sendBytes(greeting).untilClosed();
            assertThat(answer.getBytes(StandardCharsets.UTF_8)[0])
                    .as("an alert, no ServerHello")
                    .isEqualTo((byte) 21);
        }
    }

    /** A ClientHello of TLS 1.1 that offers a cipher of that time. */
    private static byte[] oldGreeting() {
        byte[] greeting = new byte[5 + 4 + 2 + 32 + 1 + 4 + 2];
        byte[] start = {22, 3, 1, 0, (byte) (greeting.length - 5), 1, 0, 0, (byte) (greeting.length - 9), 3, 2};
        System.arraycopy(start, 0, greeting, 0, start.length);
        byte[] end = {0, 2, (byte) 0xc0, 0x14, 1, 0};
        System.arraycopy(end, 0, greeting, greeting.length - end.length, end.length);
        return greeting;
    }

    @Test
    void whatIsNotEncryptedIsNotServed() throws Exception {
        try (RawClient client = new RawClient(listener().address())) {
            client.send("GET /a HTTP/1.1\nHost: x\n\n");
            assertThat(client.untilClosed()).doesNotContain("200", "GET|");
        }
    }

    @Test
    void aHandshakeThatHangsIsGivenUp() throws Exception {
        Listener hasty = listener(ec.identifiedTrusting(), false, HASTY);
        try (RawClient silent = new RawClient(hasty.address());
                RawClient slow = new RawClient(hasty.address())) {
            slow.sendBytes(new byte[] {22, 3, 1});
            assertThat(silent.untilClosed()).isEmpty();
            assertThat(slow.untilClosed()).isEmpty();
        }
    }

    @Test
    void onlyClientsWithACertificateOfTheAuthorityAreLetIn() throws Exception {
        SelfSigned stranger = SelfSigned.make(folder, "stranger", "EC");
        Listener listener = listener(ec.identifiedTrusting(rsa), true);
        for (Version version : Version.values()) {
            HttpClient known = client(version, rsa.identifiedTrusting(ec));
            assertThat(get(known, listener, "/a").body()).isEqualTo("GET|/a||0");
            for (SSLContext wrong : new SSLContext[] {SelfSigned.trusting(ec), stranger.identifiedTrusting(ec)}) {
                assertThatThrownBy(() -> get(client(version, wrong), listener, "/a"))
                        .isInstanceOf(IOException.class);
            }
            assertThat(get(known, listener, "/b").body()).isEqualTo("GET|/b||0");
        }
    }

    @Test
    void bodiesArriveWholeAndThoseThatAreTooLongAreRefused() throws Exception {
        Listener listener = listener();
        for (Version version : Version.values()) {
            HttpClient client = client(version, SelfSigned.trusting(ec));
            assertThat(post(client, listener, "/a", LIMIT).body()).isEqualTo("POST|/a||" + LIMIT);
            HttpResponse<String> refused = post(client, listener, "/b", 300_000);
            assertThat(refused.statusCode()).isEqualTo(413);
            assertThat(refused.body()).contains("larger than 1000 bytes");
            assertThat(post(client, listener, "/early", 900).statusCode()).isEqualTo(404);
            assertThat(get(client, listener, "/next").body()).isEqualTo("GET|/next||0");
        }
    }

    private static HttpResponse<String> post(HttpClient client, Listener listener, String path, int length)
            throws Exception {
        return client.send(
                request(listener, path)
                        .POST(BodyPublishers.ofByteArray(new byte[length]))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void aSenderWhoAsksFirstIsToldToContinue() throws Exception {
        Listener listener = listener();
        for (Version version : Version.values()) {
            HttpRequest request = request(listener, "/a")
                    .expectContinue(true)
                    .POST(BodyPublishers.ofString("abc"))
                    .build();
            assertThat(client(version, SelfSigned.trusting(ec))
                            .send(request, BodyHandlers.ofString())
                            .body())
                    .isEqualTo("POST|/a||3");
        }
    }

    @Test
    void headersArriveTheSameWayByBothVersions() throws Exception {
        Listener listener = listener();
        for (Version version : Version.values()) {
            HttpRequest request = request(listener, "/headers")
                    .headers("X-Big", "z".repeat(50_000), "X-Two", "1", "X-Two", "2", "Cookie", "a=1; b=2")
                    .build();
            HttpResponse<String> reply =
                    client(version, SelfSigned.trusting(ec)).send(request, BodyHandlers.ofString());
            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(reply.body())
                    .contains(
                            "host=[127.0.0.1:" + listener.address().getPort() + "]",
                            "x-two=[1, 2]",
                            "cookie=[a=1; b=2]")
                    .doesNotContain(":method", ":path", ":scheme", ":authority");
        }
    }

    @Test
    void manyRequestsAtOnceShareAConnection() throws Exception {
        Listener listener = listener();
        HttpClient client = client(Version.HTTP_2, SelfSigned.trusting(ec));
        assertThat(get(client, listener, "/first").version()).isEqualTo(Version.HTTP_2);
        List<CompletableFuture<HttpResponse<String>>> replies = new ArrayList<>();
        for (int number = 0; number < 100; number++) {
            replies.add(client.sendAsync(request(listener, "/" + number).build(), BodyHandlers.ofString()));
        }
        for (int number = 0; number < 100; number++) {
            assertThat(replies.get(number).join().body()).isEqualTo("GET|/" + number + "||0");
        }
    }

    @Test
    void aRequestThatIsUnderWayIsFinishedWhenTheListenerStops() throws Exception {
        Listener listener = listener();
        for (Version version : Version.values()) {
            assertThat(get(client(version, SelfSigned.trusting(ec)), listener, "/a")
                            .statusCode())
                    .isEqualTo(200);
        }
        HttpClient client = client(Version.HTTP_2, SelfSigned.trusting(ec));
        assertThat(get(client, listener, "/first").version()).isEqualTo(Version.HTTP_2);
        List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
        for (int number = 0; number < 50; number++) {
            held.add(client.sendAsync(request(listener, "/held").build(), BodyHandlers.ofString()));
        }
        await().until(() -> echo.holding() == 50);
        listener.stopAccepting();
        assertThat(get(client, listener, "/meanwhile").statusCode()).isEqualTo(200);
        echo.release();
        for (CompletableFuture<HttpResponse<String>> each : held) {
            assertThat(each.join().body()).isEqualTo("held");
        }
        listener.awaitIdle(Duration.ofSeconds(20));
        assertThatThrownBy(() -> get(client, listener, "/after")).isInstanceOf(IOException.class);
    }
}
