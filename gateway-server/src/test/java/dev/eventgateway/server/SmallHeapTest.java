package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.function.RawFunction;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a client may do to the memory of a gateway: a process of its own, which ends if it runs out. */
class SmallHeapTest {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final int LARGE = 10 * 1024 * 1024;

    private static final byte[] ASK = """
            POST / HTTP/1.1
            Host: x
            ce-specversion: 1.0
            ce-id: 1
            ce-source: /s
            ce-type: user.created
            Content-Length: 0

            """.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);

    private static GatewayProcess gateway(String heap) throws Exception {
        return GatewayProcess.startInJvm(
                List.of(heap, "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"),
                "--store=memory:" + UUID.randomUUID(),
                "--function-timeout=5s");
    }

    private static void register(GatewayProcess gateway, String kind, String document) throws Exception {
        HttpResponse<String> reply = Instance.send(gateway.config(), "POST", "/v1/spaces/default/" + kind, document);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(201);
    }

    private static void guard(GatewayProcess gateway, String url) throws Exception {
        register(gateway, "functions", Instance.function("f", url));
        register(gateway, "eventtypes", "{\"name\":\"user.created\",\"authorizerId\":\"f\"}");
        register(gateway, "subscriptions", "{\"type\":\"async\",\"eventType\":\"user.created\",\"functionId\":\"f\"}");
    }

    private static CompletableFuture<Integer> send(InetSocketAddress address, byte[] data) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + "/"))
                .timeout(Duration.ofSeconds(60))
                .headers("ce-specversion", "1.0", "ce-id", "1", "ce-source", "/s", "ce-type", "user.created")
                .header("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(data))
                .build();
        return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(HttpResponse::statusCode);
    }

    /** Their bodies stand twice in what the authorizer is asked, in base64. */
    @Test
    void largeEventsWhoseAuthorizerDoesNotAnswerDoNotFillTheMemory() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (RawFunction silent = RawFunction.serving(connection -> over.await());
                GatewayProcess gateway = gateway("-Xmx256m")) {
            guard(gateway, silent.url("/"));
            byte[] data = new byte[LARGE];
            List<CompletableFuture<Integer>> replies = new ArrayList<>();
            for (int number = 0; number < 4; number++) {
                replies.add(send(gateway.events(), data));
            }
            assertThat(replies).allSatisfy(reply -> assertThat(reply.join()).isIn(403, 503));
            assertThat(replies).anySatisfy(reply -> assertThat(reply.join()).isEqualTo(403));
            over.countDown();
        }
    }

    /** What nobody takes stays for minutes. */
    @Test
    void largeAnswersThatNobodyTakesDoNotFillTheMemory() throws Exception {
        String reply = "{\"statusCode\":200,\"body\":\"" + "x".repeat(LARGE / 2) + "\"}";
        List<Socket> clients = new ArrayList<>();
        try (RawFunction function = RawFunction.answering(RawFunction.answer(200, reply));
                GatewayProcess gateway = gateway("-Xmx256m")) {
            register(gateway, "functions", Instance.function("f", function.url("/")));
            register(gateway, "eventtypes", "{\"name\":\"user.created\"}");
            register(
                    gateway,
                    "subscriptions",
                    "{\"type\":\"sync\",\"eventType\":\"user.created\",\"functionId\":\"f\"}");
            List<String> replies = new ArrayList<>();
            for (int number = 0; number < 30; number++) {
                Socket client = new Socket();
                clients.add(client);
                client.setReceiveBufferSize(4 * 1024);
                client.connect(gateway.events());
                client.getOutputStream().write(ASK);
            }
            for (Socket client : clients) {
                replies.add(new String(client.getInputStream().readNBytes(12), StandardCharsets.US_ASCII));
            }
            assertThat(replies).contains("HTTP/1.1 200", "HTTP/1.1 503").doesNotContain("");
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    /** Each takes a few bytes of text and a hundred and fifty of memory. */
    @Test
    void aBatchOfAMillionExtensionAttributesDoesNotFillTheMemory() throws Exception {
        try (GatewayProcess gateway = gateway("-Xmx128m")) {
            assertThat(sendBatch(gateway, 1_000).statusCode()).isEqualTo(413);

            HttpResponse<String> few = sendBatch(gateway, 25);
            assertThat(few.statusCode()).isEqualTo(413);
            assertThat(few.body()).contains("more than 20000 extension attributes");
        }
    }

    private static HttpResponse<String> sendBatch(GatewayProcess gateway, int events) throws Exception {
        String extensions = IntStream.range(0, 990)
                .mapToObj(number -> ",\"x" + Integer.toString(number, 36) + "\":1")
                .collect(Collectors.joining());
        String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"" + extensions + "}";
        String batch = "[" + event + ("," + event).repeat(events - 1) + "]";
        return Instance.send(
                gateway.events(), "POST", "/", batch, "Content-Type", "application/cloudevents-batch+json");
    }
}
