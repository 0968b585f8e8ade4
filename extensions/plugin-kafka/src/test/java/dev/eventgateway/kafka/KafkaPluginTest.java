package dev.eventgateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.EventGateway;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.plugin.PluginException;
import dev.eventgateway.plugin.PluginStatus;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The plugin in a gateway, with a real broker. */
class KafkaPluginTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Broker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = Broker.start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static EventGateway gateway(String topic, String... settings) {
        Map<String, String> all = new HashMap<>(
                Map.of("bootstrap-servers", broker.address(), "topic", topic, "failure", "closed", "timeout", "20s"));
        for (int at = 0; at < settings.length; at += 2) {
            all.put(settings[at], settings[at + 1]);
        }
        // The class path has it: nobody has to name it.
        return EventGateway.builder()
                .store(KvStore.inMemory())
                .function("answer", event -> GatewayReply.accepted())
                .pluginSettings("kafka", all)
                .open();
    }

    private static int emit(EventGateway gateway, Event event) throws Exception {
        return gateway.emit(event)
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS)
                .status();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Test
    void theTopicHasAnEventBeforeItsSenderIsAnswered() throws Exception {
        String topic = broker.topic(3);
        try (EventGateway gateway = gateway(topic)) {
            assertThat(emit(gateway, Event.of("user.created", "text/plain", "data")))
                    .isEqualTo(202);

            assertThat(broker.records(topic)).singleElement().satisfies(record -> {
                assertThat(record.value()).asString().isEqualTo("data");
                assertThat(header(record, "ce_type")).isEqualTo("user.created");
            });
        }
    }

    @Test
    void onlyTheChosenTypesAreAppended() throws Exception {
        String topic = broker.topic(1);
        try (EventGateway gateway = gateway(topic, "types", "user.*, order.paid", "content", "structured")) {
            for (String type : List.of("user.created", "order.paid", "order.lost", "userx")) {
                assertThat(emit(gateway, Event.of(type))).isEqualTo(202);
            }
            assertThat(broker.records(topic)).hasSize(2);
        }
    }

    @Test
    void noCredentialsOfASenderAreAppended() throws Exception {
        String topic = broker.topic(1);
        try (EventGateway gateway = gateway(topic)) {
            gateway.functions().create(FunctionSpec.java("answer", "answer"));
            gateway.eventTypes().create(new EventType("default", "http.request", Optional.empty(), Map.of()));
            gateway.subscriptions().create(Subscription.sync("http.request", "answer", "GET", "/"));
            gateway.handle(GatewayRequest.of("GET", "/", Headers.of("Authorization", "Bearer secret"), new byte[0]))
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);

            assertThat(broker.records(topic))
                    .singleElement()
                    .satisfies(record -> assertThat(record.value())
                            .asString()
                            .contains("\"method\":\"GET\"")
                            .doesNotContain("secret"));
        }
    }

    @Test
    void anEventThatTheTopicDoesNotTakeIsRefusedForGood() throws Exception {
        String topic = broker.topic(1);
        try (EventGateway gateway = gateway(topic)) {
            Event large = Event.of("user.created", "application/octet-stream", new byte[2_000_000]);

            GatewayReply reply = gateway.emit(large).toCompletableFuture().get(60, TimeUnit.SECONDS);

            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.text()).contains("larger than the topic takes");
        }
    }

    @Test
    void anAsynchronousPluginHandsOverAllBeforeItEnds() throws Exception {
        String topic = broker.topic(3);
        try (EventGateway gateway = gateway(topic, "mode", "async", "client-linger-ms", "1000")) {
            for (int number = 0; number < 500; number++) {
                assertThat(emit(gateway, Event.of("user.created"))).isEqualTo(202);
            }
        }
        assertThat(broker.records(topic)).hasSize(500);
    }

    /** What was answered with 202 is in the topic; what was not may be, too. */
    @Test
    void theLedgerBalancesThoughTheBrokerIsStoppedAndStartedAgain() throws Exception {
        String topic = broker.topic(3);
        try (EventGateway gateway = gateway(topic, "timeout", "3s")) {
            Map<String, CompletableFuture<Integer>> sent = new HashMap<>();
            sent.putAll(send(gateway, 300));
            broker.stop();
            sent.putAll(send(gateway, 300));
            await().atMost(PATIENCE).until(() -> emit(gateway, Event.of("probe")) == 503);
            broker.startAgain();
            await().atMost(PATIENCE).until(() -> emit(gateway, Event.of("probe")) == 202);
            sent.putAll(send(gateway, 300));

            List<String> acknowledged = acknowledged(sent);
            assertThat(acknowledged).hasSizeGreaterThan(300).hasSizeLessThanOrEqualTo(900);
            assertThat(ids(topic)).containsAll(acknowledged);
            assertThat(gateway.plugins().get(0).state()).isEqualTo(PluginStatus.State.RUNNING);
        }
    }

    private static Map<String, CompletableFuture<Integer>> send(EventGateway gateway, int count) {
        Map<String, CompletableFuture<Integer>> sent = new HashMap<>();
        for (int number = 0; number < count; number++) {
            Event event = Event.of("user.created");
            sent.put(
                    event.id(),
                    gateway.emit(event).thenApply(GatewayReply::status).toCompletableFuture());
        }
        return sent;
    }

    private static List<String> acknowledged(Map<String, CompletableFuture<Integer>> sent) {
        List<String> acknowledged = new ArrayList<>();
        sent.forEach((id, status) -> {
            assertThat(status.join()).isIn(202, 503);
            if (status.join() == 202) {
                acknowledged.add(id);
            }
        });
        return acknowledged;
    }

    private static List<String> ids(String topic) {
        return broker.records(topic).stream()
                .map(record -> header(record, "ce_id"))
                .collect(Collectors.toList());
    }

    @Test
    void settingsThatAreMissingOrUnknownAreNamed() {
        assertThatThrownBy(() -> EventGateway.builder()
                        .store(KvStore.inMemory())
                        .pluginSettings("kafka", Map.of("bootstrap-servers", broker.address()))
                        .open())
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("\"kafka\"")
                .hasMessageContaining("\"topic\" is missing");
        assertThatThrownBy(() -> gateway("t", "topics", "u"))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("\"topics\" is unknown");
    }
}
