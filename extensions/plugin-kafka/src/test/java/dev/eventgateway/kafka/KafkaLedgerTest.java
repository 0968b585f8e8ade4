package dev.eventgateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.eventgateway.kv.contract.Soak;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a synchronous Kafka plugin acknowledged is in the topic, whatever happens then: the book is kept by the senders, and held
 * against the topic. {@code bin/soak kafka} runs it for longer.
 */
@Tag("kafka")
class KafkaLedgerTest {

    private static final int SENDERS = 4;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();

    /** Functions do not answer: what was accepted is in the gateway's queues, and lost with it, but for the topic. */
    @Test
    void whatWasAcknowledgedIsInTheTopicThoughTheGatewayIsKilledAndTheBrokerRestarted() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        HttpServer silent = silent(over);
        try (Broker broker = Broker.start()) {
            String topic = broker.topic(3);
            for (int round = 0; round < Soak.rounds(1); round++) {
                killedUnderLoad(
                        broker, topic, "http://127.0.0.1:" + silent.getAddress().getPort());
            }
            Set<String> inTopic = ids(broker, topic);
            Set<String> lost = new HashSet<>(accepted);
            lost.removeAll(inTopic);
            Soak.report(
                    "case | sent | accepted | refused | unanswered | in the topic | lost",
                    "gateway killed, broker restarted | %d | %d | %d | %d | %d | %d"
                            .formatted(
                                    sent.get(),
                                    accepted.size(),
                                    refused.get(),
                                    unanswered.get(),
                                    inTopic.size(),
                                    lost.size()));
            assertThat(lost).isEmpty();
            assertThat(accepted).hasSizeGreaterThan(Soak.rounds(1) * 100);
            assertThat(unanswered).hasPositiveValue();
        } finally {
            over.countDown();
            silent.stop(0);
        }
    }

    private static HttpServer silent(CountDownLatch over) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try {
                over.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        return server;
    }

    private void killedUnderLoad(Broker broker, String topic, String function) throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(
                "--store=memory:" + UUID.randomUUID(),
                "--workers-backlog=1000000",
                "--plugin-setting=kafka.bootstrap-servers=" + broker.address(),
                "--plugin-setting=kafka.topic=" + topic,
                "--plugin-setting=kafka.failure=closed")) {
            subscribe(gateway, function);
            CountDownLatch killed = new CountDownLatch(1);
            List<Thread> senders = senders(gateway.events(), killed);
            awaitMore(50);
            broker.stop();
            awaitRefusals();
            broker.startAgain();
            awaitMore(100 + ThreadLocalRandom.current().nextInt(200));
            gateway.kill();
            killed.countDown();
            for (Thread sender : senders) {
                sender.join();
            }
        }
    }

    private static void subscribe(GatewayProcess gateway, String function) throws Exception {
        String space = gateway.config() + "/v1/spaces/default/";
        post(space + "eventtypes", "{\"name\":\"user.created\"}");
        post(
                space + "functions",
                "{\"functionId\":\"f\",\"type\":\"http\",\"provider\":{\"url\":\"" + function + "\"}}");
        post(space + "subscriptions", "{\"type\":\"async\",\"eventType\":\"user.created\",\"functionId\":\"f\"}");
    }

    private static void post(String address, String document) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .POST(BodyPublishers.ofString(document))
                .build();
        assertThat(CLIENT.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
    }

    private void awaitMore(int events) {
        int before = accepted.size();
        await().atMost(Duration.ofSeconds(60)).until(() -> accepted.size() >= before + events);
    }

    private void awaitRefusals() {
        int before = refused.get() + unanswered.get();
        await().atMost(Duration.ofSeconds(60)).until(() -> refused.get() + unanswered.get() > before + 10);
    }

    private List<Thread> senders(String address, CountDownLatch killed) {
        List<Thread> senders = IntStream.range(0, SENDERS)
                .mapToObj(number -> new Thread(() -> send(address, killed), "sender-" + number))
                .toList();
        senders.forEach(Thread::start);
        return senders;
    }

    private void send(String address, CountDownLatch killed) {
        while (killed.getCount() > 0) {
            String id = UUID.randomUUID().toString();
            HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                    .timeout(Duration.ofSeconds(20))
                    .headers("ce-specversion", "1.0", "ce-id", id, "ce-source", "/s", "ce-type", "user.created")
                    .POST(BodyPublishers.noBody())
                    .build();
            sent.incrementAndGet();
            try {
                int status = CLIENT.send(request, BodyHandlers.discarding()).statusCode();
                if (status == 202) {
                    accepted.add(id);
                } else {
                    refused.incrementAndGet();
                }
            } catch (IOException gone) {
                unanswered.incrementAndGet();
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    private static Set<String> ids(Broker broker, String topic) {
        return broker.records(topic).stream()
                .map(record -> new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
                .collect(Collectors.toSet());
    }
}
